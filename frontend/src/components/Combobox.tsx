import { useId, useState, type KeyboardEvent, type Ref } from 'react';

interface Choice {
  ref: string;
  title: string;
}

interface Props<T extends Choice> {
  ref?: Ref<HTMLInputElement>;
  label: string;
  placeholder: string;
  /** Title of what is chosen; null while nothing is. */
  chosen: string | null;
  problem?: string | undefined;
  /** What fits the words; asked only while the list is open. */
  useFound: (words: string, open: boolean) => { found: T[]; note: string };
  onChoose: (choice: T | null) => void;
}

interface ListProps<T extends Choice> {
  id: string;
  label: string;
  found: T[];
  note: string;
  active: number;
  choose: (choice: T) => void;
}

function List<T extends Choice>({ id, label, found, note, active, choose }: ListProps<T>) {
  return (
    <ul id={`${id}-list`} role="listbox" aria-label={label}>
      {found.map((choice, i) => (
        <li
          key={choice.ref}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === active}
          onMouseDown={(event) => {
            // The input keeps the focus, so that the list is still there to be clicked.
            event.preventDefault();
            choose(choice);
          }}
        >
          {choice.title} <code className="mute">{choice.ref}</code>
        </li>
      ))}
      {found.length === 0 && (
        <li className="note" role="option" aria-selected="false" aria-disabled="true">
          {note}
        </li>
      )}
    </ul>
  );
}

/** Combobox over things of the catalog: type, arrows, Enter; Escape closes the list only. */
export function Combobox<T extends Choice>({
  ref,
  label,
  placeholder,
  chosen,
  problem,
  useFound,
  onChoose,
}: Props<T>) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const { found, note } = useFound(typed, open);
  const active = Math.min(at, Math.max(0, found.length - 1));
  const choose = (choice: T | undefined) => {
    if (!choice) return;
    onChoose(choice);
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
          placeholder={placeholder}
          // What is chosen has its title; what is typed chooses nothing yet.
          value={chosen ?? typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
            setOpen(true);
            onChoose(null);
          }}
          onKeyDown={onKey}
          onBlur={() => setOpen(false)}
        />
        {open && <List {...{ id, label, found, note, active, choose }} />}
      </div>
      {problem && (
        <span id={`${id}-problem`} className="wrong fail">
          {problem}
        </span>
      )}
    </div>
  );
}
