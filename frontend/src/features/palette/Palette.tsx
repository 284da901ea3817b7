import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { ErrorBand } from '../../components/states';
import { total } from '../../lib/format';
import { readTyped, step, toItems, type Action, type Item } from './items';
import { Options } from './Options';
import { isAsked, useSuggest } from './queries';

interface Props {
  open: boolean;
  onClose: () => void;
  actions: Action[];
}

/** The native dialog keeps focus inside, closes on Escape and gives the focus back. */
export function Palette({ open, onClose, actions }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const node = dialog.current;
    if (open && !node?.open) node?.showModal();
    if (!open && node?.open) node.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label="Search or run a command"
      onClose={onClose}
      onClick={(event) => {
        // Only the backdrop is the dialog itself.
        if (event.target === dialog.current) onClose();
      }}
    >
      {open && <PaletteBox onClose={onClose} actions={actions} />}
    </dialog>
  );
}

function PaletteBox({ onClose, actions }: Omit<Props, 'open'>) {
  const listId = useId();
  const navigate = useNavigate();
  const [value, setValue] = useState('');
  const [at, setAt] = useState(0);
  const typed = readTyped(value);
  const suggest = useSuggest(typed);
  const asked = isAsked(typed);
  const found = asked ? suggest.data : undefined;
  const items = toItems(typed, found ?? { entities: [], columns: [] }, actions);
  const active = Math.min(at, Math.max(0, items.length - 1));

  const stale = asked && (suggest.isPlaceholderData || suggest.isPending);

  const choose = (item: Item | undefined, lineage: boolean) => {
    if (!item) return;
    onClose();
    if (item.type === 'action') item.action.run();
    else void navigate(lineage ? item.lineage : item.path);
  };
  // Enter typed faster than the answer waits for it: the rows in sight answer older letters.
  const [entered, setEntered] = useState<{ lineage: boolean } | null>(null);
  const enter = (lineage: boolean) => {
    if (stale) setEntered({ lineage });
    else choose(items[active], lineage);
  };
  useEffect(() => {
    if (entered && !stale) choose(items[0], entered.lineage);
  });
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(step(active, 1, items.length));
    else if (event.key === 'ArrowUp') setAt(step(active, -1, items.length));
    else if (event.key === 'Enter') enter(event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  const known = found && total(found.totalCount, found.totalCountState);
  return (
    <div className="box">
      <div className="q">
        <SearchIcon />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={items.length > 0 ? `${listId}-${active}` : undefined}
          aria-label="Search or run a command"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder="Name of a dataset, job, team; col: for columns, > for actions"
          value={value}
          onChange={(event) => {
            setValue(event.target.value);
            setAt(0);
            setEntered(null);
          }}
          onKeyDown={onKey}
        />
      </div>
      <p className="hint">
        <span>
          <kbd>&gt;</kbd> actions
        </span>
        <span>
          <kbd>col:</kbd> columns
        </span>
        <span className="end">Same ranking as the result page</span>
      </p>
      {suggest.error && asked ? (
        <ErrorBand
          what="Search did not work"
          error={suggest.error}
          retry={() => void suggest.refetch()}
        />
      ) : (
        <Options
          id={listId}
          items={items}
          active={active}
          total={known ?? null}
          loading={suggest.isPending && asked}
          empty={typed.wanted === 'columns' && !typed.text ? 'Name of a column' : 'Nothing matches'}
          onPoint={setAt}
          onChoose={(item) => choose(item, false)}
        />
      )}
      <KeyLine />
    </div>
  );
}

function SearchIcon() {
  return (
    <svg width="16" height="16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden>
      <circle cx="7" cy="7" r="5" />
      <path d="m11 11 4 4" />
    </svg>
  );
}

function KeyLine() {
  return (
    <p className="keys">
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> move
      </span>
      <span>
        <kbd>Enter</kbd> open
      </span>
      <span>
        <kbd>Ctrl Enter</kbd> lineage
      </span>
      <span className="end">
        <kbd>Esc</kbd> close
      </span>
    </p>
  );
}
