// An icon beside words. It says nothing to screen readers: the words do.
import { ICON_PATHS, type IconName } from './icon-paths';

interface IconProps {
  name: IconName;
  isSmall?: boolean;
  isSolid?: boolean;
  className?: string;
}

export function Icon({ name, isSmall = false, isSolid = false, className = '' }: IconProps) {
  const classes = `icon ${isSmall ? 'icon-small' : ''} ${isSolid ? 'icon-solid' : ''} ${className}`;
  return (
    <svg className={classes} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {ICON_PATHS[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
