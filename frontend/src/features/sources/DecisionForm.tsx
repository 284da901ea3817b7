import { ReasonForm } from '../../components/ReasonForm';
import { useDecide, type Decision } from './plans';

const ASK: Record<Decision, { label: string; act: string; acting: string; failed: string }> = {
  approve: {
    label: 'Why approve it',
    act: 'Approve it',
    acting: 'Approving',
    failed: 'It was not approved',
  },
  decline: {
    label: 'Why decline it',
    act: 'Decline it',
    acting: 'Declining',
    failed: 'It was not declined',
  },
  undo: {
    label: 'Why bring it back',
    act: 'Bring it back',
    acting: 'Bringing it back',
    failed: 'Nothing was brought back',
  },
};

interface Props {
  decision: Decision;
  sync: string;
  onDone: () => void;
}

/** A decision about a sync, with its reason. */
export function DecisionForm({ decision, sync, onDone }: Props) {
  const decide = useDecide(decision);
  const { label, failed, ...words } = ASK[decision];
  const send = async (reason: string) => {
    const { userErrors } = await decide.mutateAsync({ id: sync, reason });
    return userErrors[0]?.message ?? null;
  };
  return (
    <ReasonForm
      label={label}
      words={words}
      failed={failed}
      pending={decide.isPending}
      error={decide.error}
      send={send}
      onDone={onDone}
      onCancel={onDone}
    />
  );
}
