// Cheers in the air: gold, at the right edge of the feed, never more than three; for who wants no motion one that
// fades in and out. Loaded after the page, since Motion is needed for nothing else.
import { domAnimation, LazyMotion } from 'motion/react';
import * as m from 'motion/react-m';
import { useRef, useState } from 'react';
import { ICON_PATHS } from '../design/icon-paths';
import { useCalm } from '../design/motion';
import { CHEER_ICON } from './cheer-words';
import { useDesk } from './desk-context';
import { type Flight, IN_THE_AIR_MAX, land, takeOff } from './sky';
import { useLiveCheers } from './use-cheers';

const FLIGHT_S = 2.4;
const FADE_S = 1.6;
/** Where each next one rises, in pixels from the edge, so that they do not cover each other. */
const LANES = [0, -16, -6] as const;

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
    <LazyMotion features={domAnimation} strict>
      <div className="sky" aria-hidden="true">
        <div className="sky-edge">
          {flights.map((flight) => (
            <FlyingCheer key={flight.id} flight={flight} isCalm={isCalm} onLanded={onLanded} />
          ))}
        </div>
      </div>
    </LazyMotion>
  );
}

interface FlyingCheerProps {
  flight: Flight;
  isCalm: boolean;
  onLanded: (id: number) => void;
}

function FlyingCheer({ flight, isCalm, onLanded }: FlyingCheerProps) {
  const lane = LANES[flight.id % LANES.length] ?? 0;
  const motion = isCalm
    ? {
        initial: { opacity: 0 },
        animate: { opacity: [0, 1, 1, 0] },
        transition: { duration: FADE_S, times: [0, 0.25, 0.7, 1] },
      }
    : {
        initial: { opacity: 0, scale: 0.6, x: lane, y: 0 },
        animate: {
          opacity: [0, 1, 0.9, 0],
          scale: [0.6, 1, 1, 0.7],
          x: [lane, lane, lane - 14, lane + 6],
          y: [0, -26, -160, -320],
        },
        transition: { duration: FLIGHT_S, times: [0, 0.12, 0.55, 1], ease: [0.3, 0.1, 0.3, 1] as const },
      };
  return (
    <m.svg
      className="absolute right-0 bottom-0 size-8 fill-gold stroke-gold stroke-2 [stroke-linecap:round] [stroke-linejoin:round]"
      viewBox="0 0 24 24"
      data-testid="flying-cheer"
      data-icon={flight.icon}
      onAnimationComplete={() => onLanded(flight.id)}
      {...motion}
    >
      {ICON_PATHS[CHEER_ICON[flight.icon]].map((path) => (
        <path key={path} d={path} fillOpacity={flight.icon === 'clap' || flight.icon === 'high_five' ? 0 : 1} />
      ))}
    </m.svg>
  );
}
