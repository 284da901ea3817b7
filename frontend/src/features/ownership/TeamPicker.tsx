import { useId, useState, type KeyboardEvent, type Ref } from 'react';
import { refTail } from '../../lib/ref';
import { useTeams, type Team } from './queries';

interface Props {
  ref?: Ref<HTMLInputElement>;
  label: string;
  value: string | null;
  /** Titles of teams that the page already knows. */
  names: Record<string, string>;
  problem: string | undefined;
  onChange: (ref: string | null, title?: string) => void;
}

/** Combobox over the teams of the catalog: type, arrows, Enter; Escape closes the list only. */
export function TeamPicker({ ref, label, value, names, problem, onChange }: Props) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const teams = useTeams(typed, open);
  const found = teams.data ?? [];
  const active = Math.min(at, Math.max(0, found.length - 1));
  // What is chosen has its title; what is typed chooses nothing yet.
  const shown = value ? (names[value] ?? refTail(value)) : typed;
  const choose = (team: Team | undefined) => {
    if (!team) return;
    onChange(team.ref, team.title);
    setTyped('');
    setOpen(false);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setAt(open && found.length > 0 ? (active + by + found.length) % found.length : 0);
      setOpen(true);
    } else if (event.key === 'Enter' && open) choose(found[active]);
    else if (event.key === 'Escape' && open) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="pick">
        <input
          id={id}
          ref={ref}
          className={problem ? 'in bad' : 'in'}
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && found.length > 0 ? `${id}-${active}` : undefined}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          placeholder="Type a team"
          value={shown}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
            setOpen(true);
            onChange(null);
          }}
          onKeyDown={onKey}
          onBlur={() => setOpen(false)}
        />
        {open && (
          <ul id={`${id}-list`} role="listbox" aria-label={label}>
            {found.map((team, i) => (
              <li
                key={team.ref}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === active}
                onMouseDown={(event) => {
                  // The input keeps the focus, so that the list is still there to be clicked.
                  event.preventDefault();
                  choose(team);
                }}
              >
                {team.title} <code className="mute">{team.ref}</code>
              </li>
            ))}
            {found.length === 0 && (
              <li className="note" role="option" aria-selected="false" aria-disabled="true">
                {note(teams)}
              </li>
            )}
          </ul>
        )}
      </div>
      {problem && (
        <span id={`${id}-problem`} className="wrong fail">
          {problem}
        </span>
      )}
    </div>
  );
}

function note({ isPending, error }: ReturnType<typeof useTeams>): string {
  if (error) return 'Teams did not load.';
  return isPending ? 'Looking' : 'No team of that name';
}
