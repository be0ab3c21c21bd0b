// Makes a picture small enough to send: at most so many pixels on its longer side, as JPEG. What a camera wrote into the
// file, its place among it, is left behind.

const LONGEST_PX = 2_048;
const QUALITY = 0.85;

/** The size to draw at, never larger than it is. */
export function fitted(width: number, height: number, longest = LONGEST_PX): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Rejects if this browser cannot open the file as a picture. */
export async function toJpeg(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const { width, height } = fitted(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw.');
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null): void =>
      blob ? resolve(blob) : reject(new Error('This browser cannot write JPEG.'));
    canvas.toBlob(done, 'image/jpeg', QUALITY);
  });
}
