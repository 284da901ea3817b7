import type { Ref } from 'react';
import { refTail } from '../lib/ref';
import { useTeams } from '../lib/use-teams';
import { Combobox } from './Combobox';

interface Props {
  ref?: Ref<HTMLInputElement>;
  label: string;
  value: string | null;
  /** Titles of teams that the page already knows. */
  names: Record<string, string>;
  problem?: string | undefined;
  onChange: (ref: string | null, title?: string) => void;
}

function useFound(words: string, open: boolean) {
  const { data = [], error, isPending } = useTeams(words, open);
  const note = isPending ? 'Looking' : 'No team of that name';
  return { found: data, note: error ? 'Teams did not load.' : note };
}

/** Chooses one of the teams of the catalog. */
export function TeamPicker({ value, names, onChange, ...rest }: Props) {
  return (
    <Combobox
      {...rest}
      placeholder="Type a team"
      chosen={value && (names[value] ?? refTail(value))}
      useFound={useFound}
      onChoose={(team) => onChange(team?.ref ?? null, team?.title)}
    />
  );
}
