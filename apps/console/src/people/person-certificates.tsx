import type { CertificateSummary } from '@medsign/contract/certificates';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { certificateColumns } from '../certificates/certificate-columns.tsx';
import { useLanguage } from '../i18n/use-language.ts';
import { DataList } from '../shared/data-list.tsx';
import { EmptyState, ListStates } from '../shared/list-states.tsx';
import { Section } from '../shared/page.tsx';

export function PersonCertificates({ path }: { readonly path: string }) {
  const words = useLanguage();
  const { t } = words;
  const certificates = useQuery({
    queryKey: [path, 'certificates'],
    queryFn: ({ signal }) => call<{ items: CertificateSummary[] }>(`${path}/certificates`, { signal }),
  });
  const rows = certificates.data?.items ?? [];
  return (
    <Section title={t('menu.certificates')}>
      <ListStates state={certificates} count={rows.length} empty={<EmptyState title={t('people.noCertificates')} />}>
        <DataList
          label={t('menu.certificates')}
          rows={rows}
          rowKey={(one) => one.certificateId}
          columns={certificateColumns(words)}
        />
      </ListStates>
    </Section>
  );
}
