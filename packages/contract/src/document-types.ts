/** What the clinical systems produce and have signed. Codes are stable: records carry them for ever. */
export const DOCUMENT_TYPES = {
  order: { zh: '医嘱', en: 'Order' },
  'order-execution': { zh: '医嘱执行单', en: 'Order execution sheet' },
  prescription: { zh: '处方', en: 'Prescription' },
  'exam-request': { zh: '检查申请单', en: 'Examination request' },
  'blood-request': { zh: '用血申请单', en: 'Blood request' },
  note: { zh: '病程记录', en: 'Progress note' },
  'admission-record': { zh: '入院记录', en: 'Admission record' },
  'discharge-summary': { zh: '出院小结', en: 'Discharge summary' },
  consultation: { zh: '会诊记录', en: 'Consultation' },
  consent: { zh: '知情同意书', en: 'Informed consent' },
  'nursing-record': { zh: '护理记录', en: 'Nursing record' },
  'nursing-assessment': { zh: '护理评估单', en: 'Nursing assessment' },
  'vital-signs': { zh: '体温单', en: 'Vital signs chart' },
  'vte-assessment': { zh: 'VTE 风险评估', en: 'VTE risk assessment' },
  'icu-record': { zh: '重症监护记录', en: 'Intensive care record' },
  'ventilator-sheet': { zh: '呼吸机记录单', en: 'Ventilator sheet' },
  'anaesthesia-record': { zh: '麻醉记录单', en: 'Anaesthesia record' },
  'operation-record': { zh: '手术记录', en: 'Operation record' },
  'safety-checklist': { zh: '手术安全核查表', en: 'Surgical safety checklist' },
  'lab-report': { zh: '检验报告', en: 'Laboratory report' },
  'imaging-report': { zh: '影像报告', en: 'Imaging report' },
  'pet-report': { zh: 'PET 报告', en: 'PET report' },
  'ecg-report': { zh: '心电报告', en: 'ECG report' },
  'ultrasound-report': { zh: '超声报告', en: 'Ultrasound report' },
  'cath-report': { zh: '心导管与介入报告', en: 'Cardiac catheter report' },
  'endoscopy-report': { zh: '内镜报告', en: 'Endoscopy report' },
  'pathology-report': { zh: '病理报告', en: 'Pathology report' },
  'rehab-record': { zh: '心脏康复记录', en: 'Cardiac rehabilitation record' },
  'poct-report': { zh: '床旁检验报告', en: 'Point-of-care test report' },
  'ethics-review': { zh: '伦理审查意见', en: 'Ethics review' },
  'capture-report': { zh: '单机采集报告', en: 'Capture station report' },
  'hematology-report': { zh: '血液图文报告', en: 'Haematology image report' },
  'lung-function-report': { zh: '肺通气功能报告', en: 'Lung function report' },
} as const satisfies Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

export type DocumentType = keyof typeof DOCUMENT_TYPES;

export function isDocumentType(code: string): code is DocumentType {
  return Object.hasOwn(DOCUMENT_TYPES, code);
}

/** Names of a type; a code this version does not know stands for itself. */
export function documentTypeName(code: string): { readonly zh: string; readonly en: string } {
  return isDocumentType(code) ? DOCUMENT_TYPES[code] : { zh: code, en: code };
}
