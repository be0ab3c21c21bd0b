// Chooses the picture of a check-in, shows it, and takes it away again.
import { useState } from 'react';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import { NOT_A_PICTURE } from './checkin-words';
import { toJpeg } from './proof-image';
import { useObjectUrl } from './proof-picture';

interface PictureFieldProps {
  picture: Blob | undefined;
  /** Who sees it. */
  forWhom: string;
  onPicture: (picture: Blob | undefined) => void;
}

export function PictureField({ picture, forWhom, onPicture }: PictureFieldProps) {
  const [state, setState] = useState<'rest' | 'opening' | 'failed'>('rest');
  const source = useObjectUrl(picture);

  const take = (file: File | undefined): void => {
    if (!file) return;
    setState('opening');
    toJpeg(file).then(
      (jpeg) => {
        onPicture(jpeg);
        setState('rest');
      },
      () => setState('failed'),
    );
  };
  return (
    <div className="grid gap-2">
      {source === undefined ? (
        <label className="btn choice justify-self-start">
          <input type="file" accept="image/*" className="sr-only" onChange={(event) => take(event.target.files?.[0])} />
          <Icon name="camera" />
          {state === 'opening' ? 'Opening…' : 'Add a picture'}
        </label>
      ) : (
        <div className="flex flex-wrap items-center gap-4">
          <img src={source} alt="Your choice" className="h-24 w-36 flex-none rounded-md object-cover" />
          <div>
            <p>{forWhom}</p>
            <button type="button" className="btn btn-text -ml-2" onClick={() => onPicture(undefined)}>
              Remove the picture
            </button>
          </div>
        </div>
      )}
      {state === 'failed' && <Problem>{NOT_A_PICTURE}</Problem>}
    </div>
  );
}
