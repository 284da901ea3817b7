import { useId, useState } from 'react';
import { CopyButton } from '../../components/CopyButton';
import { RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { ErrorBand, SkeletonBlock } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { Ago, None } from '../../components/Time';
import { count, plural, total } from '../../lib/format';
import { columnChangeWord, compatibilityStatus } from '../../lib/words';
import { ChangeList } from './Difference';
import { readProposal, writeProposal } from './proposal';
import { useSchemaCheck, type Schema, type Verdict } from './queries';

function Breaks({ breaks }: { breaks: Verdict['breaks'] }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Reader</th>
            <th scope="col">Column</th>
            <th scope="col">Effect</th>
            <th scope="col">Accountable</th>
            <th scope="col" className="n">
              Last read
            </th>
          </tr>
        </thead>
        <tbody>
          {breaks.map((one, i) => (
            <tr key={i}>
              <th scope="row">
                <RefLink link={one.entity} />
              </th>
              <td>
                <code>{one.path}</code> {columnChangeWord(one.kind)}
                {!one.exact && <small className="mute"> which columns are read is not known</small>}
              </td>
              <td>
                <StatusMark status={compatibilityStatus(one.compatibility)} />
              </td>
              <td>{one.team ? <RefLink link={one.team} /> : <None>nobody</None>}</td>
              <td className="n">
                {one.lastReadAt ? <Ago at={one.lastReadAt} /> : <None>never seen</None>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Told({ verdict }: { verdict: Verdict }) {
  const { changes, breaks, requiredTeams: teams } = verdict;
  if (changes.length === 0) return <p role="status">It is the schema that is there now.</p>;
  return (
    <>
      <p role="status">
        <StatusMark status={compatibilityStatus(verdict.compatibility)} />{' '}
        {verdict.passed
          ? 'Nobody is known to break.'
          : `${total(verdict.breakCount, verdict.breakCountState) ?? 'Some'} ${verdict.breakCount === 1 ? 'reader breaks' : 'readers break'}, or may.`}
        {verdict.hiddenCount > 0 && ` ${count(verdict.hiddenCount)} of them you may not see.`}
      </p>
      {teams.length > 0 && (
        <p>
          Have to agree:{' '}
          {teams.map((team, i) => (
            <span key={team.ref}>
              {i > 0 && ', '}
              <RefLink link={team} />
            </span>
          ))}
        </p>
      )}
      <ChangeList changes={changes} />
      {breaks.length > 0 && <Breaks breaks={breaks} />}
      <p className="more">
        <CopyButton text={verdict.report}>Copy the report for a review</CopyButton>
      </p>
    </>
  );
}

/** Whom a schema would break that is only proposed; nothing is stored. */
export function SchemaCheck({ id, schema }: { id: string; schema: Schema }) {
  const field = useId();
  const [text, setText] = useState<string | null>(null);
  const check = useSchemaCheck(id);
  const shown = text ?? writeProposal(schema.columns);
  const { columns, wrong } = readProposal(shown);
  return (
    <Section
      title="Check a proposed schema"
      count={plural(columns.length, 'column')}
      end="nothing is stored"
    >
      <form
        className="frm"
        onSubmit={(event) => {
          event.preventDefault();
          if (wrong === null) check.mutate(columns);
        }}
      >
        <div className="field">
          <label htmlFor={field}>
            A column a line: path, type, then required or nullable, and what it was called
          </label>
          <textarea
            id={field}
            className={wrong ? 'in bad' : 'in'}
            rows={8}
            spellCheck={false}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={`${field}-told`}
            value={shown}
            onChange={(event) => setText(event.target.value)}
          />
          <span id={`${field}-told`} className={wrong ? 'wrong fail' : 'mute'}>
            {wrong ? (
              `Line ${wrong} has no type.`
            ) : (
              <>
                such as <code>amount_eur NUMERIC required was amount_usd</code>
              </>
            )}
          </span>
        </div>
        <div className="acts">
          <button type="submit" className="btn p" aria-disabled={check.isPending || wrong !== null}>
            {check.isPending ? 'Checking' : 'Check'}
          </button>
          {text !== null && (
            <button
              type="button"
              className="btn bare"
              onClick={() => {
                setText(null);
                check.reset();
              }}
            >
              As it is now
            </button>
          )}
        </div>
      </form>
      {check.error && <ErrorBand what="The schema was not checked" error={check.error} />}
      {check.isPending && <SkeletonBlock height={80} />}
      {check.data && !check.isPending && <Told verdict={check.data} />}
    </Section>
  );
}
