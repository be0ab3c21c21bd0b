// Cheers in the air: gold, at the right edge of the feed, never more than three; for who wants no motion one that
// fades in and out. Loaded after the page, since Motion is needed for nothing else.
import { useAnimate } from 'motion/react-mini';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ICON_PATHS } from '../design/icon-paths';
import { useCalm } from '../design/motion';
import { CHEER_ICON } from './cheer-words';
import { useDesk } from './desk-context';
import { type Flight, IN_THE_AIR_MAX, land, takeOff } from './sky';
import { useLiveCheers } from './use-cheers';

/** For who asked for less motion. */
const FADE = { opacity: [0, 1, 1, 0] };
const FADING = { duration: 1.6, times: [0, 0.25, 0.7, 1] };
const RISING = { duration: 2.4, times: [0, 0.12, 0.55, 1], ease: [0.3, 0.1, 0.3, 1] as const };
/** Where each next one rises, in pixels from the edge, so that they do not cover each other. */
const LANES = [0, -16, -6] as const;

/** Up from the edge, larger and then smaller, with a swing. */
function rise(flight: number) {
  const lane = LANES[flight % LANES.length] ?? 0;
  const at = (x: number, y: number, scale: number): string => `translate(${lane + x}px, ${y}px) scale(${scale})`;
  return {
    opacity: [0, 1, 0.9, 0],
    transform: [at(0, 0, 0.6), at(0, -26, 1), at(-14, -160, 1), at(6, -320, 0.7)],
  };
}

export default function CheerSky() {
  const { team } = useDesk();
  const isCalm = useCalm();
  const [flights, setFlights] = useState<readonly Flight[]>([]);
  const lastId = useRef(0);

  useLiveCheers(team.id, (cheer) => {
    lastId.current += 1;
    const flight = { id: lastId.current, icon: cheer.icon };
    setFlights((inTheAir) => takeOff(inTheAir, flight, isCalm ? 1 : IN_THE_AIR_MAX));
  });

  const onLanded = (id: number): void => setFlights((inTheAir) => land(inTheAir, id));
  return (
    <div className="sky" aria-hidden="true">
      <div className="sky-edge">
        {flights.map((flight) => (
          <FlyingCheer key={flight.id} flight={flight} isCalm={isCalm} onLanded={onLanded} />
        ))}
      </div>
    </div>
  );
}

interface FlyingCheerProps {
  flight: Flight;
  isCalm: boolean;
  onLanded: (id: number) => void;
}

function FlyingCheer({ flight, isCalm, onLanded }: FlyingCheerProps) {
  const [scope, animate] = useAnimate<SVGSVGElement>();
  const landed = useEffectEvent(() => onLanded(flight.id));
  useEffect(() => {
    const hearts = [scope.current];
    const flown = isCalm ? animate(hearts, FADE, FADING) : animate(hearts, rise(flight.id), RISING);
    void flown.then(landed);
    return () => flown.cancel();
  }, [animate, scope, isCalm, flight.id]);
  return (
    <svg
      ref={scope}
      className="absolute right-0 bottom-0 size-8 opacity-0 fill-gold stroke-gold stroke-2 [stroke-linecap:round] [stroke-linejoin:round]"
      viewBox="0 0 24 24"
      data-testid="flying-cheer"
      data-icon={flight.icon}
    >
      {ICON_PATHS[CHEER_ICON[flight.icon]].map((path) => (
        <path key={path} d={path} fillOpacity={flight.icon === 'clap' || flight.icon === 'high_five' ? 0 : 1} />
      ))}
    </svg>
  );
}
