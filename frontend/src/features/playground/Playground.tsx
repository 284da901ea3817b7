import { GraphiQL } from 'graphiql';
import 'graphiql/graphiql.css';
import './playground.css';
import { askText } from '../../api/client';
import { useTheme } from '../../lib/theme';

const FIRST = `# The newest datasets. Ctrl+Space completes, Ctrl+Enter asks.
{
  entitySearch(first: 10, filter: { kinds: [DATASET] }, order: { by: UPDATED_AT, direction: DESC }) {
    totalCount
    nodes {
      ref
      title
      owner { title }
      lastArrivalAt
    }
  }
}
`;

export default function Playground() {
  const theme = useTheme();
  return (
    <div className="graphiql">
      <GraphiQL
        fetcher={(params) => askText({ ...params }) as never}
        defaultQuery={FIRST}
        {...(theme === 'system' ? {} : { forcedTheme: theme })}
      />
    </div>
  );
}
