import { Fragment } from 'react';
import type { CauseSign } from '../../api/generated/graphql';
import { EntityName, RefLink } from '../../components/EntityName';
import { Section } from '../../components/Section';
import { ErrorBand } from '../../components/states';
import { StatusMark } from '../../components/StatusMark';
import { At } from '../../components/Time';
import { signStatus } from '../../lib/words';
import { useCauses, type Cause } from './queries';

const TITLES: Partial<Record<CauseSign, string>> = {
  LATE: 'Why is it late?',
  FAILED: 'Why did it fail?',
  UNHEALTHY: 'Why is it not well?',
};

/** From the suspect down to the entity whose page this is; a way of one step says nothing. */
function Way({ path }: Pick<Cause, 'path'>) {
  if (path.length < 2) return null;
  return (
    <p>
      <small>
        {path.map((link, i) => (
          <Fragment key={link.ref}>
            {i > 0 && ' → '}
            <RefLink link={link} className="" />
          </Fragment>
        ))}
      </small>
    </p>
  );
}

function Suspect({ cause }: { cause: Cause }) {
  return (
    <li>
      <div className="wrap">
        <EntityName entity={cause.entity}>
          {cause.team && (
            <>
              <RefLink link={cause.team} className="" />,{' '}
            </>
          )}
          explains {cause.explains} {cause.explains === 1 ? 'thing' : 'things'}
        </EntityName>
        <Way path={cause.path} />
        {cause.changes.map((change) => (
          <p key={`${change.kind} ${change.at}`}>
            {change.text}{' '}
            <small>
              <At at={change.at} />
            </small>
          </p>
        ))}
      </div>
      <span className="mute">
        <StatusMark status={signStatus(cause.sign)} /> {cause.onsetAt && <At at={cause.onsetAt} />}
      </span>
    </li>
  );
}

/** The likeliest causes of what is wrong with an entity; nothing while nothing is. */
export function WhyWrong({ id }: { id: string }) {
  const causes = useCauses(id);
  if (causes.error) {
    return (
      <ErrorBand
        what="Likely causes did not load"
        error={causes.error}
        retry={() => void causes.refetch()}
      />
    );
  }
  const report = causes.data;
  if (!report?.sign || report.causes.length === 0) return null;
  return (
    <Section
      title={TITLES[report.sign] ?? 'Why?'}
      count="likeliest first"
      end={report.truncated && 'more is upstream than was looked at'}
    >
      <ul className="rows">
        {report.causes.map((cause) => (
          <Suspect key={cause.entity.ref} cause={cause} />
        ))}
      </ul>
    </Section>
  );
}
