// A picture that the server does not have yet: it waits for its check-in or the network, or it was refused.
import { PICTURE_FAILED, PICTURE_GOES, PICTURE_WAITS, PICTURE_WITH_PAGE } from './checkin-words';
import type { KeptPicture } from './picture-shelf';
import { useObjectUrl } from './proof-picture';

interface PictureLineProps {
  kept: KeptPicture;
  /** Whether its check-in waits too. */
  isCheckinWaiting: boolean;
  onAgain: () => void;
}

export function PictureLine({ kept, isCheckinWaiting, onAgain }: PictureLineProps) {
  const source = useObjectUrl(kept.picture);
  const isWithPage = kept.isWithPage ?? false;
  const waits = isWithPage ? PICTURE_GOES : PICTURE_WAITS;
  const words = isCheckinWaiting ? waits : PICTURE_FAILED;
  return (
    <div className="flex flex-wrap items-center gap-4" data-testid="kept-picture">
      {source !== undefined && (
        <img src={source} alt="Yours, not sent yet" className="h-16 w-24 flex-none rounded-md object-cover" />
      )}
      <div className="min-w-[min(100%,9rem)] flex-1">
        <p role="status">{isWithPage ? `${words} ${PICTURE_WITH_PAGE}` : words}</p>
        {kept.refusal !== undefined && <p className="text-danger">{kept.refusal}</p>}
        {!isCheckinWaiting && (
          <button type="button" className="btn" onClick={onAgain}>
            Send it again
          </button>
        )}
      </div>
    </div>
  );
}
