import { Combobox } from '../../components/Combobox';
import { usePicker } from './queries';
import { hasWays, type LineageState } from './url';

export function useFound(words: string, open: boolean) {
  const { data, error, isPending } = usePicker(words.trim(), open);
  const note = isPending ? 'Looking' : 'Nothing of that name';
  return { found: data?.entitySearch.nodes ?? [], note: error ? 'Search did not work.' : note };
}

interface Props {
  state: LineageState;
  onChange: (next: Partial<LineageState>) => void;
}

/** Asks for the other end of a way. Ways are drawn where jobs and datasets are. */
export function WayPicker({ state, onChange }: Props) {
  if (state.to) return null;
  return (
    <Combobox
      label="Way to"
      placeholder="Type a name"
      chosen={null}
      useFound={useFound}
      onChoose={(entity) =>
        entity &&
        onChange({
          to: entity.ref,
          way: 'down',
          ...(!hasWays(state.grain) && { grain: 'full' as const, hops: null }),
        })
      }
    />
  );
}
