import type { LedgerLeaf, LedgerProof } from '@medsign/contract/ledger';
import { useQuery } from '@tanstack/react-query';
import { Modal, Skeleton } from 'antd';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ProofFacts } from '../records/record-ledger.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';

/** One entry with its proof. */
export function LeafDialog({ leaf, close }: { readonly leaf: LedgerLeaf; readonly close: () => void }) {
  const { t } = useLanguage();
  const proof = useQuery({
    queryKey: ['ledger', 'proof', leaf.index],
    queryFn: ({ signal }) => call<LedgerProof>(`/v1/ledger/leaves/${leaf.index}/proof`, { signal }),
  });
  return (
    <Modal open width={720} title={t('ledger.leaf', { index: leaf.index })} footer={null} onCancel={close}>
      <pre className="content-text hex">{readable(leaf.body)}</pre>
      {proof.data === undefined ? null : <ProofFacts proof={proof.data} />}
      {proof.error === null ? null : <ProblemPanel error={proof.error} />}
      {proof.isPending ? <Skeleton active title={false} paragraph={{ rows: 3 }} /> : null}
    </Modal>
  );
}

/** The body is canonical JSON on one line; indented it is the same to a reader. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
