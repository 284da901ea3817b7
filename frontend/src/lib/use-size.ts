import { useCallback, useState } from 'react';

export interface Size {
  width: number;
  height: number;
}

/** Real size of an element, so that drawings keep their text size; what was said before as long as it is hidden. */
export function useSize<T extends HTMLElement>(initial: Size) {
  const [size, setSize] = useState(initial);
  const ref = useCallback((node: T) => {
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = node;
      setSize((old) =>
        width === 0 || (old.width === width && old.height === height) ? old : { width, height },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return [ref, size] as const;
}

export function useWidth<T extends HTMLElement>(initial: number) {
  const [ref, { width }] = useSize<T>({ width: initial, height: 0 });
  return [ref, width] as const;
}
