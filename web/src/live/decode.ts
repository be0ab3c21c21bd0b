// The old place of what is in `@kith/client`, for pages that still look here.
export { CHEER_ICONS, decode, type Decoded } from '@kith/client';
