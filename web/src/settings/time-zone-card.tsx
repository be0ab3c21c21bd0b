// The reader's time zone: what is set, what the device says, and a list to look another one up.
import { useState } from 'react';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import { TextField } from '../design/text-field';
import { useNow } from '../design/use-now';
import { cityOf, foundZones, regionOf, timeIn } from './zones';

interface TimeZoneCardProps {
  /** What is set, an IANA name. */
  zone: string;
  /** What this device says. */
  deviceZone: string;
  /** All there are. */
  zones: readonly string[];
  onChoose: (zone: string) => void;
  isBusy: boolean;
  isSaved: boolean;
  problem: string | undefined;
}

/** More than these are asked to be narrowed. */
const SHOWN_MAX = 6;

export function TimeZoneCard(props: TimeZoneCardProps) {
  const { zone, deviceZone, onChoose, isBusy, isSaved, problem } = props;
  const [isOpen, setOpen] = useState(false);
  const now = new Date(useNow());
  const choose = (chosen: string): void => {
    if (isBusy) return;
    onChoose(chosen);
    setOpen(false);
  };
  const isSet = zone !== 'UTC' || deviceZone === 'UTC';
  return (
    <section className="card" aria-labelledby="your-zone">
      <h2 id="your-zone">Your time zone</h2>
      <p>
        {isSet ? (
          <>
            <strong>{cityOf(zone)}</strong>, where it is {timeIn(zone, now)} now
          </>
        ) : (
          <strong>Not set yet</strong>
        )}
      </p>
      <p className="flex gap-3">
        <Icon name="clock" className="mt-0.5" />
        <span>Your days start and end by the clock there.</span>
      </p>
      {zone !== deviceZone && (
        <button type="button" className="btn btn-gold justify-self-start" onClick={() => choose(deviceZone)}>
          Use {cityOf(deviceZone)}, as this device says
        </button>
      )}
      {problem !== undefined && <Problem>{problem}</Problem>}
      <p role="status" className="empty:hidden">
        {isBusy ? 'Saving…' : isSaved && problem === undefined ? 'Saved.' : ''}
      </p>
      <button type="button" className="btn justify-self-start" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Close the list' : 'Choose another'}
      </button>
      {isOpen && <ZoneList {...props} now={now} onChoose={choose} />}
    </section>
  );
}

function ZoneList({ zone, zones, now, onChoose }: TimeZoneCardProps & { now: Date }) {
  const [words, setWords] = useState('');
  const found = foundZones(zones, words);
  return (
    <div className="grid gap-3">
      <TextField
        label="City or continent"
        hint="Write the nearest large city, such as Lisbon or Chicago."
        type="search"
        autoComplete="off"
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <p role="status" className="empty:hidden">
        {words.trim() !== '' && found.length === 0 && 'No zone is called that. Try the nearest large city.'}
        {found.length > SHOWN_MAX && `${found.length} fit. Write more to see fewer.`}
      </p>
      <ul className="grid gap-2">
        {found.slice(0, SHOWN_MAX).map((one) => (
          <li key={one}>
            <button
              type="button"
              className="btn w-full justify-between! text-left!"
              aria-pressed={one === zone}
              onClick={() => onChoose(one)}
            >
              <span>
                {cityOf(one)} <span className="font-normal">{regionOf(one)}</span>
              </span>
              <span className="font-normal">{timeIn(one, now)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
