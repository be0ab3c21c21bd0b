//! From the bytes of a picture as somebody's camera made it to those that Kith keeps. It trusts nothing that it is told
//! about them.

use super::Picture;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, ImageResult, Limits, RgbImage,
};
use kith_protocol::{ErrorCode, Refusal};
use std::io::Cursor;

/// The most pixels a picture may have as it is sent: what a telephone takes by default, 24 million and a few.
const PIXELS_MAX: u64 = 25_000_000;
/// The longest side of a picture as it is sent, in pixels.
const SENT_SIDE_MAX: u32 = 16_384;
/// The most memory that a picture may take when it is unpacked, in bytes.
const UNPACKED_MAX_BYTES: u64 = 128 * 1024 * 1024;
/// The longest side of what is kept, in pixels.
const WHOLE_SIDE_MAX: u32 = 1_600;
/// The longest side of the small one, in pixels.
const THUMBNAIL_SIDE_MAX: u32 = 320;
/// What is kept should have no more bytes than this; it is packed worse and worse until it has, or shows it.
const WHOLE_BYTES: usize = 300 * 1024;
const QUALITIES: [u8; 4] = [80, 65, 50, 35];
/// What has more bytes even then is noise, and is kept at half its size.
const WHOLE_MAX_BYTES: usize = 600 * 1024;
const HALVED_QUALITY: u8 = 50;
const THUMBNAIL_QUALITY: u8 = 70;
const WHITE: u32 = 255;

/// Makes of what was sent what Kith keeps. Takes up to some seconds of a core.
///
/// # Errors
/// [`ErrorCode::BadMessage`] for what is no picture, or only a part of one; [`ErrorCode::TooLarge`] for too many pixels.
pub fn prepare(sent: &[u8]) -> Result<Picture, Refusal> {
    let mut whole = upright(sent)?.into_rgb8();
    let thumbnail = shrunk(whole.clone().into(), THUMBNAIL_SIDE_MAX).into_rgb8();
    let packed = |picture: &RgbImage, quality| pack(picture, quality).map_err(|_| unreadable());
    let mut bytes = Vec::new();
    for quality in QUALITIES {
        bytes = packed(&whole, quality)?;
        if bytes.len() <= WHOLE_BYTES {
            break;
        }
    }
    if bytes.len() > WHOLE_MAX_BYTES {
        whole = shrunk(whole.into(), WHOLE_SIDE_MAX / 2).into_rgb8();
        bytes = packed(&whole, HALVED_QUALITY)?;
    }
    let thumbnail = packed(&thumbnail, THUMBNAIL_QUALITY)?;
    Ok(Picture { whole: bytes, thumbnail, width: whole.width(), height: whole.height() })
}

/// The pixels of what was sent, small enough to keep, and turned as the camera was held.
fn upright(sent: &[u8]) -> Result<DynamicImage, Refusal> {
    let mut reader = ImageReader::new(Cursor::new(sent)).with_guessed_format().map_err(|_| unreadable())?;
    match reader.format() {
        Some(ImageFormat::Jpeg) if reaches_its_end(sent) => {}
        Some(ImageFormat::Png | ImageFormat::WebP) => {}
        _ => return Err(unreadable()),
    }
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(SENT_SIDE_MAX);
    limits.max_image_height = Some(SENT_SIDE_MAX);
    limits.max_alloc = Some(UNPACKED_MAX_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS_MAX || decoder.total_bytes() > UNPACKED_MAX_BYTES {
        return Err(too_large());
    }
    let orientation = decoder.orientation().map_err(|error| refused(&error))?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    let mut picture = shrunk(on_white(picture), WHOLE_SIDE_MAX);
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Whether a JPEG has its last marker. Decoders paint grey what is missing, and a picture that was cut off on its way
/// would count as a picture.
fn reaches_its_end(jpeg: &[u8]) -> bool {
    let mut rest = jpeg;
    // In the compressed data 0xFF is followed by 0, and between markers there may be any number of them.
    while let Some(at) = rest.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xFF)) {
        let marker = rest[at + 1];
        rest = &rest[at + 2..];
        match marker {
            0xD9 => return true,
            // Markers that stand alone: a restart, the beginning.
            0x01 | 0xD0..=0xD8 => {}
            // A segment, which may hold a small JPEG with an end of its own, begins with its length.
            _ => {
                let Some(length) = rest.first_chunk().map(|length| u16::from_be_bytes(*length)) else {
                    return false;
                };
                rest = rest.get(usize::from(length)..).unwrap_or_default();
            }
        }
    }
    false
}

/// A picture no side of which is longer.
fn shrunk(picture: DynamicImage, side_max: u32) -> DynamicImage {
    let side = picture.width().max(picture.height());
    if side <= side_max {
        picture
    } else if side < side_max * 2 {
        // Of sizes that are close the quick way leaves steps; this one takes much memory for large pictures.
        picture.resize(side_max, side_max, FilterType::Triangle)
    } else {
        picture.thumbnail(side_max, side_max)
    }
}

/// What can be seen through a picture is white: JPEG has no other way.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut pixels = picture.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let [channels @ .., alpha] = &mut pixel.0;
        for channel in channels {
            let mixed = u32::from(*channel) * u32::from(*alpha) + WHITE * (WHITE - u32::from(*alpha));
            *channel = (mixed / WHITE) as u8;
        }
        *alpha = u8::MAX;
    }
    pixels.into()
}

fn pack(picture: &RgbImage, quality: u8) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture)?;
    Ok(bytes)
}

fn refused(error: &ImageError) -> Refusal {
    if matches!(error, ImageError::Limits(_)) { too_large() } else { unreadable() }
}

/// What is no picture, or only a part of one.
pub fn unreadable() -> Refusal {
    let sentence = "This cannot be read as a picture. Send a whole JPEG, PNG or WebP.";
    Refusal::new(ErrorCode::BadMessage, sentence)
}

fn too_large() -> Refusal {
    let millions = PIXELS_MAX / 1_000_000;
    let sentence = format!(
        "A picture may have at most {millions} million pixels of 8 bits a colour, and no side over {SENT_SIDE_MAX}. \
         Make it smaller first."
    );
    Refusal::new(ErrorCode::TooLarge, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn png(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn pf3_sizes_have_limits_that_no_shape_and_no_noise_goes_over() {
        for ((width, height), kept) in [
            ((1_600, 900), (1_600, 900)),
            ((1_601, 1_600), (1_600, 1_599)),
            ((1_000, 4_000), (400, 1_600)),
            ((SENT_SIDE_MAX, 1), (1_600, 1)),
            ((1, 1), (1, 1)),
        ] {
            let picture = prepare(&png(&RgbImage::new(width, height))).unwrap();
            assert_eq!((picture.width, picture.height), kept, "{width} x {height}");
            let small = image::load_from_memory(&picture.thumbnail).unwrap();
            assert!(small.width().max(small.height()) <= THUMBNAIL_SIDE_MAX);
        }
        let mut dice = 1_u32;
        let noise = RgbImage::from_fn(WHOLE_SIDE_MAX, WHOLE_SIDE_MAX, |_, _| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, red, green, blue] = dice.to_le_bytes();
            Rgb([red, green, blue])
        });
        let picture = prepare(&png(&noise)).unwrap();
        assert!(picture.whole.len() <= WHOLE_MAX_BYTES, "{}", picture.whole.len());
        assert_eq!((picture.width, picture.height), (800, 800));
    }

    #[test]
    fn pf2_too_large_is_known_before_it_is_unpacked() {
        for (width, height) in [(SENT_SIDE_MAX + 1, 1), (5_001, 5_000)] {
            let refusal = prepare(&png(&RgbImage::new(width, height))).unwrap_err();
            assert_eq!(refusal.code, ErrorCode::TooLarge, "{width} x {height}");
        }
        let fine = image::ImageBuffer::<image::Rgba<u16>, _>::new(4_100, 4_100);
        let mut bytes = Cursor::new(Vec::new());
        fine.write_to(&mut bytes, ImageFormat::Png).unwrap();
        assert_eq!(prepare(bytes.get_ref()).unwrap_err().code, ErrorCode::TooLarge, "16 bits a colour");
    }
}
