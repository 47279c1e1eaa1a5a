import type { NewDepartment } from '../../identity/index.ts';

/** What a department does: decides its staff and what it writes. */
export type Specialty =
  | 'cardiology'
  | 'respiratory'
  | 'gastroenterology'
  | 'neurology'
  | 'endocrinology'
  | 'nephrology'
  | 'haematology'
  | 'rheumatology'
  | 'general-surgery'
  | 'orthopaedics'
  | 'neurosurgery'
  | 'urology'
  | 'thoracic-surgery'
  | 'cardiac-surgery'
  | 'gynaecology'
  | 'obstetrics'
  | 'paediatrics'
  | 'oncology'
  | 'emergency'
  | 'intensive-care'
  | 'head-and-neck'
  | 'general-medicine'
  | 'anaesthesia'
  | 'cardiac-rehabilitation'
  | 'laboratory'
  | 'transfusion'
  | 'imaging'
  | 'nuclear-medicine'
  | 'ultrasound'
  | 'ecg'
  | 'endoscopy'
  | 'intervention'
  | 'pathology'
  | 'lung-function'
  | 'pharmacy'
  | 'nursing-unit'
  | 'ethics'
  | 'administration';

export type DemoDepartment = NewDepartment & { readonly specialty: Specialty };

export const HOSPITAL_NAME = '示例医院';

export const CAMPUSES = [
  { code: 'ZB', name: '总院区' },
  { code: 'BJ', name: '滨江院区' },
  { code: 'GX', name: '高新院区' },
] as const;

type Kind = NewDepartment['kind'];
type Row = readonly [name: string, specialty: Specialty, kind?: Kind];

const MAIN: readonly Row[] = [
  ['心血管内科一病区', 'cardiology'],
  ['心血管内科二病区', 'cardiology'],
  ['呼吸与危重症医学科', 'respiratory'],
  ['消化内科', 'gastroenterology'],
  ['神经内科', 'neurology'],
  ['内分泌代谢科', 'endocrinology'],
  ['肾脏内科', 'nephrology'],
  ['血液内科', 'haematology'],
  ['风湿免疫科', 'rheumatology'],
  ['胃肠外科', 'general-surgery'],
  ['肝胆胰外科', 'general-surgery'],
  ['关节与创伤骨科', 'orthopaedics'],
  ['脊柱外科', 'orthopaedics'],
  ['神经外科', 'neurosurgery'],
  ['泌尿外科', 'urology'],
  ['胸外科', 'thoracic-surgery'],
  ['心脏大血管外科', 'cardiac-surgery'],
  ['妇科', 'gynaecology'],
  ['产科', 'obstetrics'],
  ['儿科', 'paediatrics'],
  ['肿瘤内科', 'oncology'],
  ['急诊医学科', 'emergency'],
  ['重症医学科', 'intensive-care'],
  ['心脏重症监护室', 'intensive-care'],
  ['耳鼻咽喉头颈外科', 'head-and-neck'],
  ['老年医学科', 'general-medicine'],
  ['麻醉科', 'anaesthesia'],
  ['心脏康复中心', 'cardiac-rehabilitation'],
  ['检验科', 'laboratory', 'technical'],
  ['输血科', 'transfusion', 'technical'],
  ['放射影像科', 'imaging', 'technical'],
  ['核医学科（PET 中心）', 'nuclear-medicine', 'technical'],
  ['超声医学科', 'ultrasound', 'technical'],
  ['心电诊断科', 'ecg', 'technical'],
  ['内镜中心', 'endoscopy', 'technical'],
  ['心导管与介入中心', 'intervention', 'technical'],
  ['病理科', 'pathology', 'technical'],
  ['肺功能室', 'lung-function', 'technical'],
  ['药学部', 'pharmacy', 'technical'],
  ['手术室护理单元', 'nursing-unit', 'nursing'],
  ['静脉治疗护理单元', 'nursing-unit', 'nursing'],
  ['医务处', 'administration', 'administrative'],
  ['护理部', 'administration', 'administrative'],
  ['信息中心', 'administration', 'administrative'],
  ['质量管理处', 'administration', 'administrative'],
  ['审计处', 'administration', 'administrative'],
  ['伦理委员会办公室', 'ethics', 'administrative'],
];

const RIVERSIDE: readonly Row[] = [
  ['滨江综合内科', 'general-medicine'],
  ['滨江呼吸内科', 'respiratory'],
  ['滨江普通外科', 'general-surgery'],
  ['滨江骨科', 'orthopaedics'],
  ['滨江妇产科', 'obstetrics'],
  ['滨江儿科', 'paediatrics'],
  ['滨江检验科', 'laboratory', 'technical'],
  ['滨江影像科', 'imaging', 'technical'],
];

const SCIENCE_PARK: readonly Row[] = [
  ['高新心血管内科', 'cardiology'],
  ['高新神经内科', 'neurology'],
  ['高新急诊科', 'emergency'],
  ['高新检验科', 'laboratory', 'technical'],
  ['高新超声科', 'ultrasound', 'technical'],
];

/** The 60 departments: codes begin with the campus and count within it. */
export const DEPARTMENTS: readonly DemoDepartment[] = [MAIN, RIVERSIDE, SCIENCE_PARK].flatMap((rows, i) => {
  const campus = CAMPUSES[i] as (typeof CAMPUSES)[number];
  return rows.map(([name, specialty, kind], n) => ({
    code: `${campus.code}${String(n + 1).padStart(3, '0')}`,
    name,
    campusCode: campus.code,
    campusName: campus.name,
    kind: kind ?? 'clinical',
    specialty,
  }));
});
