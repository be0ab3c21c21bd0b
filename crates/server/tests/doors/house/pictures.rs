//! Pictures as telephones and attackers make them: with a place beside the pixels, cut off, or with a size that is a lie.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// The last marker of a JPEG.
pub const JPEG_END: [u8; 2] = [0xFF, 0xD9];

/// What the picture's words must not say when it is given out.
pub const SECRETS: [&[u8]; 6] =
    [b"Exif", b"KithCam", b"51.5007", b"<script", b"http://ns.adobe.com", b"\x12\x34\x56\x78"];

/// A picture whose left half is red, and whose right half is blue.
pub fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| Rgb(if x < width / 2 { [220, 20, 20] } else { [20, 20, 220] }))
}

pub fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// One that no other number gives.
pub fn picture(number: u8) -> Vec<u8> {
    encoded(RgbImage::from_pixel(40, 30, Rgb([number, 100, 200])), ImageFormat::Png)
}

/// A segment of a JPEG.
fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], &length[..], content].concat()
}

/// An entry of a directory of TIFF: its tag, its type, how many values, and the value or where it is.
fn entry(tag: u16, kind: u16, count: u32, value: u32) -> Vec<u8> {
    [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
}

/// What a camera writes beside the pixels: its name, how it was held, and where on Earth.
fn exif(orientation: u32) -> Vec<u8> {
    let directory_at = 8;
    let (name_at, place_at) = (directory_at + 2 + 3 * 12 + 4, directory_at + 2 + 3 * 12 + 4 + 8);
    let latitude_at = place_at + 2 + 2 * 12 + 4;
    let name = entry(0x010F, 2, 8, name_at);
    let held = entry(0x0112, 3, 1, orientation);
    let place = entry(0x8825, 4, 1, place_at);
    let north = entry(1, 2, 2, u32::from(b'N'));
    let latitude = entry(2, 5, 3, latitude_at);
    let degrees = [51_u32, 1, 30, 1, 0x1234_5678_u32.swap_bytes(), 100].map(u32::to_le_bytes).concat();
    let none = 0_u32.to_le_bytes();
    let tiff = [
        &b"II*\0\x08\0\0\0"[..],
        &3_u16.to_le_bytes(),
        &[name, held, place].concat(),
        &none,
        b"KithCam\0",
        &2_u16.to_le_bytes(),
        &[north, latitude].concat(),
        &none,
        &degrees,
    ];
    segment(0xE1, &[b"Exif\0\0", &*tiff.concat()].concat())
}

/// A photograph as a telephone sends it, with everything beside the pixels that it must not give away, and more behind
/// its end.
pub fn photograph(picture: &RgbImage, orientation: u32) -> Vec<u8> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 95).encode_image(picture).unwrap();
    let small = encoded(halves(16, 16), ImageFormat::Jpeg);
    let words = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>51.5007</x>");
    let comment = segment(0xFE, b"<script>alert(1)</script>");
    let embedded = segment(0xE2, &small);
    let beside = [exif(orientation), words, comment, embedded].concat();
    [&jpeg[..2], &beside, &jpeg[2..], b"<html><script>alert(2)</script></html>"].concat()
}

/// The head of a PNG of this size, with hardly any data in it.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = encoded(halves(2, 2), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = check_sum(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    png
}

/// CRC-32 as PNG has it.
fn check_sum(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

pub fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|part| part == words)
}

/// The markers of the segments before a JPEG's data.
pub fn markers(jpeg: &[u8]) -> Vec<u8> {
    let (mut markers, mut at) = (Vec::new(), 2);
    while markers.last() != Some(&0xDA) {
        assert_eq!(jpeg[at], 0xFF);
        markers.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    markers
}
