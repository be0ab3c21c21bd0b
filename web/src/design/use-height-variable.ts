// Tells the styles how high an element is, so that what is sticky or fixed never covers what has focus.
import { type RefObject, useLayoutEffect } from 'react';

/** Keeps the CSS variable `name` on the root element at the height of `ref`, 0 when it is gone or not sticking. */
export function useHeightVariable(ref: RefObject<HTMLElement | null>, name: `--${string}`): void {
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const root = document.documentElement;
    const measure = (): void => {
      const sticks = ['sticky', 'fixed'].includes(getComputedStyle(element).position);
      root.style.setProperty(name, sticks ? `${element.offsetHeight}px` : '0px');
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
      root.style.removeProperty(name);
    };
  }, [ref, name]);
}
