import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { EntityUpdateDocument, ViewerDocument } from '../../api/generated/graphql';
import { renderAt } from '../../test/render';
import { Description } from './Description';
import { Details } from './Details';
import { Links } from './Links';
import { PatchSection } from './PatchSection';
import { useDetail, useHead } from './queries';

const REF = 'resource:royalties/payouts_daily';
const idOf = (document: { __meta__?: Record<string, unknown> }) => document.__meta__?.['hash'];

function Page({ may = true }: { may?: boolean }) {
  const head = useHead(REF);
  const { data } = useDetail(REF);
  if (!head.data || !data) return null;
  return (
    <>
      <Description entity={head.data} detail={data} may={may} />
      <Details entity={head.data} detail={data} may={may} mayTier={may} />
      <Links entity={head.data} detail={data} may={may} />
      <PatchSection id={REF} detail={data} />
    </>
  );
}

type Intercept = NonNullable<Parameters<typeof renderAt>[0]['intercept']>;

function at(may = true, intercept?: Intercept) {
  return renderAt({
    path: '/',
    routes: [{ path: '/', element: <Page may={may} /> }],
    ...(intercept ? { intercept } : {}),
  });
}

const button = (name: string) => screen.getByRole('button', { name });
const open = async (what: string) =>
  fireEvent.click(await screen.findByRole('button', { name: `Edit the ${what}` }));
const inputs = (sent: Record<string, unknown>[]) =>
  sent
    .filter((body) => body['documentId'] === idOf(EntityUpdateDocument))
    .map((body) => (body['variables'] as { input: Record<string, unknown> }).input);

it('edits the description in place with a preview, says who did, and takes it back', async () => {
  const { sent } = at();
  await open('description');
  const box = screen.getByLabelText('Description, in Markdown');
  expect(document.activeElement).toBe(box);
  fireEvent.change(box, { target: { value: 'Paid **daily**.' } });
  fireEvent.click(button('Preview'));
  expect((await screen.findByText('daily')).tagName).toBe('STRONG');
  fireEvent.click(button('Save'));
  expect(await screen.findByText(/It stays so, whatever sources say/)).toBeTruthy();
  expect(inputs(sent)).toEqual([
    { description: 'Paid **daily**.', entities: { refs: [REF] }, expectedVersion: 3 },
  ]);
  const mark = (await screen.findByText(/edited by Ines Marek/)).textContent;
  expect(mark).toContain('; descriptors-github says “');
  fireEvent.click(button('Undo'));
  await waitFor(() => expect(screen.queryByText(/edited by Ines Marek/)).toBeNull());
});

it('shows what sources say again, and sends nothing when nothing is different', async () => {
  const { sent } = at();
  await open('description');
  fireEvent.click(button('Save'));
  expect(inputs(sent)).toEqual([]);
  expect(document.activeElement?.textContent).toBe('Edit the description');
  await open('description');
  const box = screen.getByLabelText('Description, in Markdown');
  fireEvent.change(box, { target: { value: 'Mine.' } });
  fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
  await screen.findByText(/edited by Ines Marek/);
  await open('description');
  fireEvent.click(button('Show what sources say'));
  await waitFor(() => expect(screen.queryByText(/edited by Ines Marek/)).toBeNull());
  expect(inputs(sent).at(-1)).toMatchObject({ clear: ['DESCRIPTION'] });
});

it('keeps what was typed beside what is wrong', async () => {
  at();
  await open('details');
  fireEvent.change(screen.getByLabelText('Title'), { target: { value: ' ' } });
  fireEvent.click(button('Save'));
  expect(await screen.findByText('It is empty; accepted: a text.')).toBeTruthy();
  const title = screen.getByLabelText('Title');
  expect(title.getAttribute('aria-invalid')).toBe('true');
  expect((title as HTMLInputElement).value).toBe(' ');
  fireEvent.change(title, { target: { value: 'Payouts by day' } });
  fireEvent.change(screen.getByLabelText(/^Tags/), { target: { value: 'Bad_tag' } });
  fireEvent.click(button('Save'));
  expect(await screen.findByText("'Bad_tag' is not legal.")).toBeTruthy();
});

it('adds and removes terms of the glossary by their short names', async () => {
  const { sent } = at();
  await open('details');
  const terms = screen.getByLabelText(/^Glossary terms/) as HTMLInputElement;
  expect(terms.value).toBe('payable-stream');
  fireEvent.change(terms, { target: { value: 'Accrual sales/churn' } });
  fireEvent.click(button('Save'));
  expect((await screen.findByRole('link', { name: 'Accrual' })).getAttribute('href')).toBe(
    '/e/glossaryterm/default/accrual',
  );
  expect(inputs(sent)).toMatchObject([
    {
      addGlossaryTerms: ['glossaryterm:default/accrual', 'glossaryterm:sales/churn'],
      removeGlossaryTerms: ['glossaryterm:default/payable-stream'],
    },
  ]);
  expect(screen.getByText('Glossary term removed').nextElementSibling?.textContent).toMatch(
    /^payable-stream edited by Ines Marek/,
  );
  await open('details');
  fireEvent.click(button('Show what sources say'));
  expect(await screen.findByRole('link', { name: 'Payable stream' })).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Accrual' })).toBeNull();
});

it('adds and removes tags one by one; a removed one stays in sight', async () => {
  const { sent } = at();
  await open('details');
  const tags = screen.getByLabelText(/^Tags/) as HTMLInputElement;
  const [first, ...others] = tags.value.split(' ');
  fireEvent.change(tags, { target: { value: [...others, 'gold'].join(' ') } });
  fireEvent.click(button('Save'));
  const removed = (await screen.findByText('Tag removed')).closest('div');
  expect(removed?.textContent).toContain(`${first} edited by Ines Marek`);
  expect(removed?.textContent).toContain('descriptors-github has it');
  expect(inputs(sent)).toMatchObject([{ addTags: ['gold'], removeTags: [first] }]);
  const patch = await screen.findByLabelText('Patch');
  expect(patch.textContent).toContain('metadata.tags.gold: true');
  expect(button('Copy patch')).toBeTruthy();
});

it('edits links as a list', async () => {
  const { sent } = at();
  await open('links');
  fireEvent.click(button('Add a link'));
  const [, second] = screen.getAllByLabelText('Address');
  expect(document.activeElement).toBe(second);
  fireEvent.change(second as Element, { target: { value: 'javascript:alert(1)' } });
  fireEvent.click(button('Save'));
  expect(await screen.findByText('It is no address of a page.')).toBeTruthy();
  fireEvent.change(second as Element, { target: { value: 'https://example.org/two' } });
  fireEvent.click(button('Remove Runbook'));
  fireEvent.click(button('Save'));
  expect(await screen.findByRole('link', { name: 'https://example.org/two' })).toBeTruthy();
  expect(inputs(sent).at(-1)?.['links']).toEqual([
    { url: 'https://example.org/two', title: null, type: null, icon: null },
  ]);
});

it('says who was faster and keeps what was typed', async () => {
  const conflict = { field: null, code: 'CONFLICT', message: 'It changed since you read it.' };
  at(true, (body) =>
    body['documentId'] === idOf(EntityUpdateDocument)
      ? { data: { entityUpdate: { changeSet: null, userErrors: [conflict] } } }
      : null,
  );
  await open('description');
  const box = screen.getByLabelText('Description, in Markdown');
  fireEvent.change(box, { target: { value: 'Mine.' } });
  fireEvent.click(button('Save'));
  expect((await screen.findByRole('alert')).textContent).toContain('It changed since you read it.');
  fireEvent.click(button('Reload, keep what I typed'));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect((box as HTMLTextAreaElement).value).toBe('Mine.');
});

it('is quiet for those who may not', async () => {
  const viewer = { name: 'Olu', signedIn: true, role: 'VIEWER', scopes: [], teams: [] };
  at(false, ({ documentId }) =>
    documentId === idOf(ViewerDocument) ? { data: { viewer } } : null,
  );
  expect(await screen.findByText('Runbook')).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});
