// A picture that the server does not have yet: it waits for its check-in, is on its way, or was refused.
import { PICTURE_FAILED, PICTURE_GOES, PICTURE_SENDING, PICTURE_WAITS, PICTURE_WITH_PAGE } from './checkin-words';
import type { KeptPicture } from './picture-shelf';
import { useObjectUrl } from './proof-picture';

const LINES = { kept: PICTURE_WAITS, sending: PICTURE_SENDING, refused: PICTURE_FAILED };

interface PictureLineProps {
  kept: KeptPicture;
  /** Whether the server does not have its check-in either. */
  isCheckinAhead: boolean;
  onAgain: () => void;
}

export function PictureLine({ kept, isCheckinAhead, onAgain }: PictureLineProps) {
  const source = useObjectUrl(kept.picture);
  const isWithPage = kept.isWithPage ?? false;
  const state = isCheckinAhead ? 'kept' : kept.refusal === undefined ? 'sending' : 'refused';
  const words = state === 'kept' && isWithPage ? PICTURE_GOES : LINES[state];
  return (
    <div className="flex flex-wrap items-center gap-4" data-testid="kept-picture">
      {source !== undefined && (
        <img src={source} alt="Yours, not sent yet" className="h-16 w-24 flex-none rounded-md object-cover" />
      )}
      <div className="min-w-[min(100%,9rem)] flex-1">
        <p role="status">{isWithPage ? `${words} ${PICTURE_WITH_PAGE}` : words}</p>
        {kept.refusal !== undefined && <p className="text-danger">{kept.refusal}</p>}
        {state === 'refused' && (
          <button type="button" className="btn" onClick={onAgain}>
            Send it again
          </button>
        )}
      </div>
    </div>
  );
}
