import { ReasonForm } from '../../components/ReasonForm';
import { toRefusal } from './form';
import { useUndo } from './queries';

interface Props {
  id: string;
  names: Record<string, string>;
  onDone: () => void;
  onCancel: () => void;
}

/** Taking back is an edit too: it asks why. */
export function UndoForm({ id, names, onDone, onCancel }: Props) {
  const undo = useUndo();
  const send = async (reason: string) => {
    const { userErrors } = await undo.mutateAsync({ id, reason });
    const refusal = toRefusal(userErrors);
    return refusal.fields.reason ?? refusal.whole[0] ?? null;
  };
  return (
    <ReasonForm
      label="Why undo it"
      words={{ act: 'Undo it', acting: 'Undoing' }}
      failed="It was not undone"
      pending={undo.isPending}
      error={undo.error}
      names={names}
      send={send}
      onDone={onDone}
      onCancel={onCancel}
    />
  );
}
