// The closed list of cheers: the icon and the words of each.
import type { IconName } from '../design/icon-paths';
import type { CheerIcon } from '@kith/client';

export const CHEER_ICON: Record<CheerIcon, IconName> = {
  heart: 'heart',
  clap: 'clap',
  fire: 'flame',
  star: 'star',
  high_five: 'hand',
  thumbs_up: 'thumb',
};

export const CHEER_WORD: Record<CheerIcon, string> = {
  heart: 'Heart',
  clap: 'Clapping',
  fire: 'On fire',
  star: 'Star',
  high_five: 'High five',
  thumbs_up: 'Thumbs up',
};
