import { useRef, useState, type ReactNode, type Ref } from 'react';
import { Segmented } from '../../components/Segmented';
import type { SortName } from './url';

const SORTS: { value: SortName; label: string }[] = [
  { value: 'relevance', label: 'Best' },
  { value: 'name', label: 'Name' },
  { value: 'tier', label: 'Tier' },
  { value: 'condition', label: 'Condition' },
  { value: 'lost', label: 'Lost most' },
  { value: 'updated', label: 'Updated' },
];

/** Short enough to feel live, long enough not to ask for every letter. */
const PAUSE = 180;

interface Props {
  ref: Ref<HTMLInputElement>;
  value: string;
  onChange: (value: string) => void;
  sort: SortName;
  onSort: (sort: SortName) => void;
  children: ReactNode;
}

function useDraft(value: string, onChange: (value: string) => void) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back, forward and links change the URL under the box; our own change must not eat a space.
  if (seen !== value) {
    setSeen(value);
    if (text.trim() !== value) setText(value);
  }
  const commit = (next: string) => {
    clearTimeout(timer.current);
    if (next.trim() !== value) onChange(next.trim());
  };
  const type = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(next), PAUSE);
  };
  return { text, type, commit };
}

export function SearchBox({ ref, value, onChange, sort, onSort, children }: Props) {
  const { text, type, commit } = useDraft(value, onChange);
  return (
    <form
      className="qbar"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        commit(text);
      }}
    >
      <label className="vh" htmlFor="q">
        Search the catalog
      </label>
      <input
        id="q"
        ref={ref}
        className="in"
        type="search"
        autoComplete="off"
        spellCheck={false}
        placeholder="Name, column, tag or words of a description"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <kbd>/</kbd>
      {children}
      <span className="end">
        <Segmented label="Sort" value={sort} options={SORTS} onChange={onSort} />
      </span>
    </form>
  );
}
