import { Link } from 'react-router';
import { Section } from '../../components/Section';
import { useTitle } from '../../lib/use-title';

const SEND = (
  origin: string,
) => `.venv/bin/python manage.py token create --name airflow --scope ingest:write
export OPENLINEAGE_URL=${origin} OPENLINEAGE_API_KEY=hw_...`;
const READ = `.venv/bin/python manage.py sources apply
.venv/bin/python manage.py sync data-catalog`;
const LOOK = '.venv/bin/python manage.py demo seed';

function Commands({ label, text }: { label: string; text: string }) {
  return (
    <pre className="code" tabIndex={0} role="region" aria-label={label}>
      {text}
    </pre>
  );
}

/** In place of a page without a line: what makes the first ones. */
export function FirstSteps() {
  useTitle('First steps');
  return (
    <main id="main" tabIndex={-1}>
      <div className="hd">
        <h1>
          Nothing is known <b>yet</b>
        </h1>
        <p className="sub">
          Each of these brings the first entities; this page then shows what needs attention.
        </p>
      </div>
      <div className="stack first">
        <Section title="Send events" end="from Airflow, dbt, Spark, Dagster or your own code">
          <p>Make a token, and tell the OpenLineage client of your scheduler where to send to.</p>
          <Commands label="Commands to send events" text={SEND(window.location.origin)} />
        </Section>
        <Section title="Read descriptors" end={<Link to="/sources">Sources</Link>}>
          <p>
            List folders, Git repositories or addresses of <code>catalog-info.yaml</code> files in{' '}
            <code>headwater.yaml</code>, then read each by its key.
          </p>
          <Commands label="Commands to read descriptors" text={READ} />
        </Section>
        <Section title="Only look" end="manage.py demo remove takes it out again">
          <p>A made-up music-streaming company, with 60 days of runs and a few troubles.</p>
          <Commands label="Command to bring the demo in" text={LOOK} />
        </Section>
      </div>
    </main>
  );
}
