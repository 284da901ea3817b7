import { Said } from '../../components/Said';
import { StatusMark } from '../../components/StatusMark';
import type { Refusal } from './form';

interface Props {
  refusal: Refusal;
  names: Record<string, string>;
  onReload: () => void;
}

/** Why nothing was done, where no field is to blame; what was typed stays. */
export function Refused({ refusal, names, onReload }: Props) {
  if (refusal.whole.length === 0) {
    const named = Object.values(refusal.fields);
    return named.length > 0 ? (
      <p className="vh" role="alert">
        {named.join(' ')}
      </p>
    ) : null;
  }
  return (
    <div className="band warn" role="alert">
      <StatusMark status={{ tone: 'warn', word: '' }} />
      <p>
        <Said text={refusal.whole.join(' ')} names={names} />
      </p>
      {refusal.conflict && (
        <button type="button" className="btn s" onClick={onReload}>
          Reload, keep what I typed
        </button>
      )}
    </div>
  );
}
