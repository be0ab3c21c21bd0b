// The old place of what is in `@kith/client`, for pages that still look here.
export { NoAnswer, Refused } from '@kith/client';
