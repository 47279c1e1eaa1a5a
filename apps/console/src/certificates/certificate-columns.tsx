import {
  CERTIFICATE_PROFILES,
  CERTIFICATE_STATUSES,
  type CertificateStatus,
  type CertificateStatusRequest,
  type CertificateSummary,
} from '@medsign/contract/certificates';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { Words } from '../i18n/use-language.ts';
import type { Column } from '../shared/data-list.tsx';
import { Instant, StateTag, TestTag, type Tone } from '../shared/marks.tsx';

const CERTIFICATE_TONES: Readonly<Record<CertificateStatus, Tone>> = {
  active: 'good',
  suspended: 'unsure',
  revoked: 'bad',
  expired: 'ended',
};

export function certificateColumns({ t, pick }: Words): readonly Column<CertificateSummary>[] {
  return [
    {
      key: 'commonName',
      title: t('certificates.holder'),
      render: (one) => (
        <>
          {one.jobNo === null ? one.commonName : <Link to={`/people/${one.jobNo}`}>{one.commonName}</Link>}{' '}
          <span className="quiet">{one.jobNo}</span> {one.test ? <TestTag /> : null}
        </>
      ),
    },
    { key: 'profile', title: t('certificates.profile'), render: (one) => pick(CERTIFICATE_PROFILES[one.profile]) },
    {
      key: 'status',
      title: t('word.status'),
      render: (one) => (
        <StateTag tone={CERTIFICATE_TONES[one.status]}>{pick(CERTIFICATE_STATUSES[one.status])}</StateTag>
      ),
    },
    {
      key: 'validity',
      title: t('record.validity'),
      render: (one) => (
        <>
          <Instant value={one.notBefore} short />
          <span className="below">
            – <Instant value={one.notAfter} short />
          </span>
        </>
      ),
    },
    { key: 'serial', title: t('record.serial'), render: (one) => <code className="serial">{one.serial}</code> },
  ];
}

export interface StatusChange {
  readonly certificate: CertificateSummary;
  readonly action: CertificateStatusRequest['action'];
}

/** What may be done to a certificate in each state; revoked and expired are final. */
const ACTIONS = { active: ['suspend', 'revoke'], suspended: ['resume', 'revoke'], revoked: [], expired: [] } as const;

export function statusColumn({ t }: Words, change: (wanted: StatusChange) => void): Column<CertificateSummary> {
  return {
    key: 'actions',
    title: t('word.actions'),
    render: (certificate) =>
      ACTIONS[certificate.status].length === 0 ? null : (
        <span className="page-actions">
          {ACTIONS[certificate.status].map((action) => (
            <Button
              key={action}
              size="small"
              danger={action === 'revoke'}
              onClick={() => change({ certificate, action })}
            >
              {t(`certificates.${action}`)}
            </Button>
          ))}
        </span>
      ),
  };
}
