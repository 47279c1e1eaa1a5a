import type { VerificationReport } from '@medsign/contract/verify';
import { Link } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { Facts, Instant } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { CheckList } from './check-list.tsx';
import { VerdictLine } from './verdict.tsx';

/** Verdict, checks, certificate and timestamp of a verification. */
export function ReportView(properties: { readonly report: VerificationReport; readonly withSigner?: boolean }) {
  const { t } = useLanguage();
  const { report } = properties;
  const { signer, record } = report;
  return (
    <>
      <VerdictLine verdict={report.verdict} />
      {properties.withSigner === true && signer !== null ? (
        <Section title={t('record.who')}>
          <Facts
            facts={[
              { label: t('records.signer'), value: `${signer.name} ${signer.jobNo ?? ''}` },
              report.signedAt === null
                ? undefined
                : { label: t('records.signedAt'), value: <Instant value={report.signedAt} /> },
              record === null
                ? undefined
                : {
                    label: t('verify.record'),
                    value: <Link to={`/records/${record.recordId}`}>{record.recordId}</Link>,
                  },
            ]}
          />
        </Section>
      ) : null}
      <ReportDetails report={report} />
    </>
  );
}

/** Checks, certificate and timestamp, without the verdict. */
export function ReportDetails({ report }: { readonly report: VerificationReport }) {
  const { t } = useLanguage();
  return (
    <>
      <Section title={t('record.checks')}>
        <CheckList checks={report.checks} />
      </Section>
      <div className="panels">
        <CertificateFacts report={report} />
        <TimestampFacts report={report} />
      </div>
    </>
  );
}

function CertificateFacts({ report }: { readonly report: VerificationReport }) {
  const { t } = useLanguage();
  const { certificate } = report;
  if (certificate === null) return null;
  return (
    <Section title={t('record.certificate')}>
      <Facts
        facts={[
          { label: t('record.subject'), value: certificate.subject, wide: true },
          { label: t('record.issuer'), value: certificate.issuer, wide: true },
          { label: t('record.serial'), value: <code>{certificate.serial}</code>, wide: true },
          {
            label: t('record.validity'),
            value: (
              <>
                <Instant value={certificate.notBefore} short /> – <Instant value={certificate.notAfter} short />
              </>
            ),
            wide: true,
          },
          { label: t('record.fingerprint'), value: <code>{certificate.sm3}</code>, wide: true },
        ]}
      />
    </Section>
  );
}

function TimestampFacts({ report }: { readonly report: VerificationReport }) {
  const { t } = useLanguage();
  const { timestamp } = report;
  if (timestamp === null) return null;
  return (
    <Section title={t('record.timestamp')}>
      <Facts
        facts={[
          { label: t('record.genTime'), value: <Instant value={timestamp.genTime} />, wide: true },
          { label: t('record.authority'), value: timestamp.authority, wide: true },
          { label: t('record.serial'), value: <code>{timestamp.serial}</code>, wide: true },
          { label: t('record.policy'), value: <code>{timestamp.policy}</code>, wide: true },
          report.judgedAt === null
            ? undefined
            : { label: t('record.judgedAt'), value: <Instant value={report.judgedAt} />, wide: true },
        ]}
      />
    </Section>
  );
}
