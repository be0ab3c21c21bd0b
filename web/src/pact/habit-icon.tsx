// The outlines of the habits one can begin with, drawn on 24 by 24. From Lucide (ISC License, Copyright (c) Lucide Icons
// and Contributors; the full text is in public/licenses.txt). Apart from the others, since only the wizard needs them.

const PATHS = {
  dumbbell: [
    'M17.596 12.768a2 2 0 1 0 2.829-2.829l-1.768-1.767a2 2 0 0 0 2.828-2.829l-2.828-2.828a2 2 0 0 0-2.829 2.828l-1.767-1.768a2 2 0 1 0-2.829 2.829z',
    'm2.5 21.5 1.4-1.4',
    'm20.1 3.9 1.4-1.4',
    'M5.343 21.485a2 2 0 1 0 2.829-2.828l1.767 1.768a2 2 0 1 0 2.829-2.829l-6.364-6.364a2 2 0 1 0-2.829 2.829l1.768 1.767a2 2 0 0 0-2.828 2.829z',
    'm9.6 14.4 4.8-4.8',
  ],
  book: [
    'M12 7v14',
    'M3 18a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h5a4 4 0 0 1 4 4 4 4 0 0 1 4-4h5a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-6a3 3 0 0 0-3 3 3 3 0 0 0-3-3z',
  ],
  flower: [
    'M12 5a3 3 0 1 1 3 3m-3-3a3 3 0 1 0-3 3m3-3v1M9 8a3 3 0 1 0 3 3M9 8h1m5 0a3 3 0 1 1-3 3m3-3h-1m-2 3v-1',
    'M10 8a2 2 0 1 0 4 0 2 2 0 1 0 -4 0',
    'M12 10v12',
    'M12 22c4.2 0 7-1.667 7-5-4.2 0-7 1.667-7 5Z',
    'M12 22c-4.2 0-7-1.667-7-5 4.2 0 7 1.667 7 5Z',
  ],
  glass: [
    'M5.116 4.104A1 1 0 0 1 6.11 3h11.78a1 1 0 0 1 .994 1.105L17.19 20.21A2 2 0 0 1 15.2 22H8.8a2 2 0 0 1-2-1.79z',
    'M6 12a5 5 0 0 1 6 0 5 5 0 0 0 6 0',
  ],
  journal: [
    'M13.4 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-7.4',
    'M2 6h4',
    'M2 10h4',
    'M2 14h4',
    'M2 18h4',
    'M21.378 5.626a1 1 0 1 0-3.004-3.004l-5.01 5.012a2 2 0 0 0-.506.854l-.837 2.87a.5.5 0 0 0 .62.62l2.87-.837a2 2 0 0 0 .854-.506z',
  ],
  phone: ['M7 2h10a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2', 'M12 18h.01'],
  luggage: [
    'M6 20a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2',
    'M8 18V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v14',
    'M10 20h4',
    'M14 20a2 2 0 1 0 4 0 2 2 0 1 0 -4 0',
    'M6 20a2 2 0 1 0 4 0 2 2 0 1 0 -4 0',
  ],
} as const;

export type HabitIconName = keyof typeof PATHS;

export function HabitIcon({ name }: { name: HabitIconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PATHS[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
