import { ReasonForm } from '../../components/ReasonForm';
import { useDecide, type Decision } from './plans';
import { useSettle, type Act } from './queries';

const ASK: Record<Decision | Act, [label: string, act: string, acting: string, failed: string]> = {
  approve: ['Why approve it', 'Approve it', 'Approving', 'It was not approved'],
  decline: ['Why decline it', 'Decline it', 'Declining', 'It was not declined'],
  undo: ['Why bring it back', 'Bring it back', 'Bringing it back', 'Nothing was brought back'],
  replay: ['Why retry it', 'Retry it', 'Retrying', 'It was not retried'],
  drop: ['Why drop it', 'Drop it', 'Dropping', 'It was not dropped'],
};

interface Deciding {
  isPending: boolean;
  error: unknown;
  mutateAsync: (reason: string) => Promise<{ userErrors: readonly { message: string }[] }>;
}

interface FormProps {
  what: Decision | Act;
  decide: Deciding;
  onDone: () => void;
}

function Form({ what, decide, onDone }: FormProps) {
  const [label, act, acting, failed] = ASK[what];
  return (
    <ReasonForm
      label={label}
      words={{ act, acting }}
      failed={failed}
      pending={decide.isPending}
      error={decide.error}
      send={async (reason) => (await decide.mutateAsync(reason)).userErrors[0]?.message ?? null}
      onDone={onDone}
      onCancel={onDone}
    />
  );
}

interface SyncProps {
  decision: Decision;
  sync: string;
  onDone: () => void;
}

/** A decision about a sync, with its reason. */
export function DecisionForm({ decision, sync, onDone }: SyncProps) {
  return <Form what={decision} decide={useDecide(decision, sync)} onDone={onDone} />;
}

interface EventProps {
  act: Act;
  event: string;
  onDone: () => void;
}

/** What becomes of a parked event, with its reason. */
export function SettleForm({ act, event, onDone }: EventProps) {
  return <Form what={act} decide={useSettle(act, event)} onDone={onDone} />;
}
