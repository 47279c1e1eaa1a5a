import {
  type CertificateStatusRequest,
  type CertificateSummary,
  REVOCATION_REASONS,
  type RevocationReason,
} from '@medsign/contract/certificates';
import { useQueryClient } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ReasonDialog } from '../shared/reason-dialog.tsx';

type Action = CertificateStatusRequest['action'];

/** Reasons that fit a person's or a system's certificate; authorities are not revoked here. */
const OFFERED = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
] as const;

/** Suspends, resumes or revokes; revoking cannot be undone, so its serial number's end has to be typed. */
export function StatusDialog(properties: {
  readonly certificate: CertificateSummary;
  readonly action: Action;
  readonly close: () => void;
}) {
  const { t, pick } = useLanguage();
  const queries = useQueryClient();
  const { certificate, action } = properties;
  const [reason, setReason] = useState<RevocationReason>('unspecified');
  const act = (note: string) => {
    const body: CertificateStatusRequest = action === 'revoke' ? { action, note, reason } : { action, note };
    return call(`/v1/certificates/${certificate.certificateId}/status`, { method: 'POST', body }).then(() =>
      queries.invalidateQueries({ queryKey: ['/v1/certificates'] }),
    );
  };
  return (
    <ReasonDialog
      title={t('word.about', { act: t(`certificates.${action}`), name: certificate.commonName })}
      confirm={t(`certificates.${action}`)}
      {...(action === 'revoke' ? { typed: certificate.serial.slice(-6) } : {})}
      act={act}
      close={properties.close}
    >
      <p>{t(`certificates.${action}.what`)}</p>
      <p className="quiet">
        {t('record.serial')} <code>{certificate.serial}</code>
      </p>
      {action === 'revoke' ? (
        <Form.Item label={t('certificates.reason')} htmlFor="revocation-reason">
          <Select<RevocationReason>
            id="revocation-reason"
            value={reason}
            onChange={setReason}
            options={OFFERED.map((value) => ({ value, label: pick(REVOCATION_REASONS[value]) }))}
          />
        </Form.Item>
      ) : null}
    </ReasonDialog>
  );
}
