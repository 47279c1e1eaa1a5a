import { SIGN_FORMATS } from '@medsign/contract/data-signs';
import { documentTypeName } from '@medsign/contract/document-types';
import type { SignatureRecord } from '@medsign/contract/records';
import { Link } from 'react-router';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Facts, Instant, TestTag } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';

export function RecordFacts({ record }: { readonly record: SignatureRecord }) {
  const { t, pick } = useLanguage();
  const may = useMay();
  const { signer, department, patient, session } = record;
  return (
    <Section title={t('record.who')} aside={record.test ? <TestTag /> : undefined}>
      <Facts
        facts={[
          {
            label: t('records.signer'),
            value: (
              <>
                {may('people:read') ? <Link to={`/people/${signer.jobNo}`}>{signer.name}</Link> : signer.name}{' '}
                {signer.jobNo}
              </>
            ),
          },
          { label: t('records.signedAt'), value: <Instant value={record.signedAt} /> },
          {
            label: t('records.department'),
            value: department === null ? t('word.none') : `${department.name}（${department.campus}）`,
          },
          { label: t('records.system'), value: `${record.system.name} ${record.system.code}` },
          { label: t('records.documentType'), value: pick(documentTypeName(record.documentType)) },
          { label: t('records.businessNo'), value: record.businessNo },
          patient === null ? undefined : { label: t('records.patient'), value: patient.name },
          patient === null ? undefined : { label: t('record.patientId'), value: patient.id },
          patient?.visitNo === undefined ? undefined : { label: t('record.visitNo'), value: patient.visitNo },
          { label: t('records.format'), value: pick(SIGN_FORMATS[record.format]) },
          { label: t('record.custody'), value: t(`record.custody.${record.custody}`) },
          session === null
            ? undefined
            : {
                label: t('record.session'),
                value: (
                  <>
                    {t('record.sessionAt', { workstation: session.workstation })} <Instant value={session.approvedAt} />
                  </>
                ),
              },
          { label: t('record.id'), value: <code>{record.recordId}</code> },
        ]}
      />
    </Section>
  );
}
