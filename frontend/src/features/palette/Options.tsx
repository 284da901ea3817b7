import { GoneChip, NameText } from '../../components/EntityName';
import { Spine } from '../../components/Spine';
import { markedWords, Snippet, Why } from '../../components/Why';
import { kindOf, platformWord } from '../../lib/words';
import type { Item } from './items';

interface Props {
  id: string;
  items: Item[];
  active: number;
  total: string | null;
  loading: boolean;
  /** What stands there when there is nothing. */
  empty: string;
  onPoint: (index: number) => void;
  onChoose: (item: Item) => void;
}

export function Options({ id, items, active, total, loading, empty, onPoint, onChoose }: Props) {
  const found = items.filter((item) => item.type !== 'action').length;
  const title = items[0]?.type === 'column' ? 'Columns' : 'Entities';
  return (
    <ul id={id} role="listbox" aria-label="Suggestions">
      {found > 0 && (
        <li className="h" role="presentation">
          {title} <span>{total && `${found} of ${total}`}</span>
        </li>
      )}
      {loading && (
        <li className="h" role="presentation">
          Searching
        </li>
      )}
      {items.map((item, i) => (
        <OptionRow
          key={`${item.type}:${item.id}`}
          id={`${id}-${i}`}
          item={item}
          heading={i === found}
          selected={i === active}
          onPoint={() => onPoint(i)}
          onChoose={() => onChoose(item)}
        />
      ))}
      {items.length === 0 && !loading && (
        <li className="h" role="presentation">
          {empty}
        </li>
      )}
    </ul>
  );
}

interface RowProps {
  id: string;
  item: Item;
  heading: boolean;
  selected: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

function OptionRow({ id, item, heading, selected, onPoint, onChoose }: RowProps) {
  return (
    <>
      {heading && (
        <li className="h" role="presentation">
          Actions
        </li>
      )}
      {/* Keys are handled by the combobox that owns this list. */}
      <li
        id={id}
        role="option"
        aria-selected={selected}
        onMouseMove={onPoint}
        onClick={onChoose}
        ref={(node) => {
          if (selected) node?.scrollIntoView({ block: 'nearest' });
        }}
      >
        {item.type === 'entity' && <EntityOption item={item} />}
        {item.type === 'column' && <ColumnOption item={item} />}
        {item.type === 'action' && <ActionOption item={item} />}
      </li>
    </>
  );
}

function EntityOption({ item }: { item: Extract<Item, { type: 'entity' }> }) {
  const { entity } = item;
  const facts = [kindOf(entity), entity.owner?.title].filter(Boolean).join(', ');
  return (
    <>
      <span className="ent">
        <Spine id={entity.ref} height={24} />
        <span className="name">
          <NameText entity={entity} words={markedWords(entity.snippet ?? null)} />
        </span>
        <GoneChip {...entity} />
        <span className="k">
          <Why hit={{ matchedField: entity.matchedField ?? null, snippet: entity.snippet ?? null }}>
            {facts}
          </Why>
        </span>
      </span>
      <span className="end k">{entity.platform && platformWord(entity.platform)}</span>
    </>
  );
}

function ColumnOption({ item }: { item: Extract<Item, { type: 'column' }> }) {
  const { column } = item;
  return (
    <>
      <span className="ent">
        <Spine id={column.dataset.ref} height={24} />
        <span className="name">
          <Snippet text={column.snippet} />
        </span>
        <span className="k">{column.dataset.title}</span>
      </span>
      <span className="end k">{column.column?.type}</span>
    </>
  );
}

function ActionOption({ item }: { item: Extract<Item, { type: 'action' }> }) {
  return (
    <>
      <span>{item.action.title}</span>
      <span className="end">
        <kbd>&gt; {item.action.hint}</kbd>
      </span>
    </>
  );
}
