import { CopyButton } from '../../components/CopyButton';
import { Section } from '../../components/Section';
import { ErrorBand, SkeletonBlock } from '../../components/states';
import { usePatch, type Detail } from './queries';
import { isEdit } from './said';

/** What was edited, as it would have to stand in the descriptor file, so that the file can say it itself. */
export function PatchSection({ id, detail }: { id: string; detail: Detail }) {
  const edited = detail.provenance.some(isEdit);
  const patch = usePatch(id, edited);
  if (!edited) return null;
  return (
    <Section
      title="Edits as a patch"
      end={patch.data?.fragment && <CopyButton text={patch.data.fragment}>Copy patch</CopyButton>}
    >
      {patch.error && (
        <ErrorBand
          what="The patch did not load"
          error={patch.error}
          retry={() => void patch.refetch()}
        />
      )}
      {patch.isPending && <SkeletonBlock height={84} />}
      {patch.data && (
        <>
          {patch.data.fragment && (
            <>
              <p className="sub">
                {patch.data.item ? (
                  <>
                    To be merged into{' '}
                    {patch.data.url ? (
                      <a href={patch.data.url} rel="noreferrer noopener" target="_blank">
                        {patch.data.item}
                      </a>
                    ) : (
                      <code>{patch.data.item}</code>
                    )}{' '}
                    of {patch.data.source}:
                  </>
                ) : (
                  'No file describes it yet. This one would:'
                )}
              </p>
              <pre className="code" tabIndex={0} aria-label="Patch">
                {patch.data.fragment}
              </pre>
            </>
          )}
          {patch.data.redundant.length > 0 && (
            <p className="sub">
              The file says these too by now, so the edit can be cleared:{' '}
              <code>{patch.data.redundant.join(', ')}</code>
            </p>
          )}
        </>
      )}
    </Section>
  );
}
