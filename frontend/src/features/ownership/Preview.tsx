import { useEffect, useRef } from 'react';
import { Said } from '../../components/Said';
import { Empty } from '../../components/states';
import { readSide, sideWord } from '../../lib/side';
import type { Edit } from './queries';

interface Props {
  plan: Edit;
  names: Record<string, string>;
  saving: boolean;
  onApply: () => void;
  onCancel: () => void;
}

function Changes({ plan, names }: Pick<Props, 'plan' | 'names'>) {
  if (plan.changes.length === 0) {
    return <Empty title="Nothing would change.">It is decided so already.</Empty>;
  }
  return plan.changes.map((change) => {
    const before = readSide(change.before);
    const after = readSide(change.after);
    return (
      <dl key={`${change.entity.ref} ${change.field}`}>
        <div>
          <dt>Accountable</dt>
          <dd>
            {sideWord(before, names)} <span className="mute">to</span>{' '}
            <b>{sideWord(after, names)}</b>
          </dd>
        </div>
        <div>
          <dt>Until now</dt>
          <dd className="sub">
            <Said text={before.text ?? 'nobody said'} names={names} />
          </dd>
        </div>
        <div>
          <dt>Then</dt>
          <dd className="sub">
            <Said text={after.text ?? change.text} names={names} />
          </dd>
        </div>
      </dl>
    );
  });
}

/** The plan as the server made it; Apply does exactly that or nothing. */
export function Preview({ plan, names, saving, onApply, onCancel }: Props) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [plan.id]);
  return (
    <section
      className="stack"
      aria-label="Preview"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <div className="pv" role="status">
        <h3 ref={title} tabIndex={-1}>
          What saving does
        </h3>
        <Changes plan={plan} names={names} />
      </div>
      <div className="acts">
        {plan.changes.length > 0 && (
          <button type="button" className="btn p" aria-disabled={saving} onClick={onApply}>
            {saving ? 'Applying' : 'Apply'}
          </button>
        )}
        <button type="button" className="btn" onClick={onCancel}>
          Back
        </button>
        <span className="mute">the plan holds for one hour</span>
      </div>
    </section>
  );
}
