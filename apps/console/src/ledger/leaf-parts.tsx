import type { LedgerLeaf } from '@medsign/contract/ledger';
import { Link } from 'react-router';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';

/** Who acted; a person is a way to their page. */
export function Actor({ leaf }: { readonly leaf: LedgerLeaf }) {
  const { t } = useLanguage();
  const may = useMay();
  const { kind, id } = leaf.actor;
  const linked = kind === 'person' && may('people:read');
  return (
    <>
      {t(`ledger.actor.${kind}`)} {linked ? <Link to={`/people/${encodeURIComponent(id)}`}>{id}</Link> : id}
    </>
  );
}

/** What was acted on; where it has a page, a way to it. */
export function Subject({ leaf }: { readonly leaf: LedgerLeaf }) {
  const may = useMay();
  const subject = <code>{leaf.subject}</code>;
  if (leaf.kind === 'record-signed' && may('records:all')) {
    return <Link to={`/records/${encodeURIComponent(leaf.subject)}`}>{subject}</Link>;
  }
  return subject;
}
