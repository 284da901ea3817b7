import { memo } from 'react';
import { spinePath } from '../lib/spine';

/** Barcode of a ref: a memory aid, not information, so hidden from screen readers. */
export const Spine = memo(function Spine(props: { id: string; width?: 6 | 14; height: number }) {
  const width = props.width ?? 6;
  return (
    <svg
      className="spine"
      width={width}
      height={props.height}
      viewBox={`0 0 ${width} ${props.height}`}
      aria-hidden="true"
    >
      <path d={spinePath(props.id, width, props.height)} />
    </svg>
  );
});
