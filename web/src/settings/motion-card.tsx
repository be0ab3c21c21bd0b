// The switch for less motion. What the device itself asks for is never overruled.

interface MotionCardProps {
  isCalm: boolean;
  /** The device asks for it. */
  isDeviceCalm: boolean;
  onChange: (isCalm: boolean) => void;
}

export function MotionCard({ isCalm, isDeviceCalm, onChange }: MotionCardProps) {
  return (
    <section className="card" aria-labelledby="motion">
      <h2 id="motion">Motion</h2>
      <button
        type="button"
        role="switch"
        aria-checked={isCalm}
        aria-disabled={isDeviceCalm}
        aria-label="Less motion"
        aria-describedby="motion-says"
        className="flex min-h-14 items-center justify-between gap-4 rounded-md text-left text-strong"
        onClick={() => !isDeviceCalm && onChange(!isCalm)}
      >
        <span>
          <span className="block font-semibold">Less motion</span>
          <span className="text-small text-body">{isCalm ? 'On' : 'Off'}</span>
        </span>
        <span className="switch" aria-hidden="true" />
      </button>
      <p id="motion-says">
        {isDeviceCalm
          ? 'Your device asks for less motion, so Kith keeps still. You can change that in the settings of the device.'
          : 'Cheers fade instead of rising, and nothing slides.'}
      </p>
    </section>
  );
}
