import { clockTime, localTime, sheet, type Writing } from './sheet.ts';

/** Documents that nurses write on the ward and in intensive care. */

export function orderExecution(writing: Writing): string {
  const { random, patient, context } = writing;
  const drugs = random.some(patient.illness.drugs, random.int(1, 3));
  return sheet(
    writing,
    '医嘱执行单',
    [
      ...drugs.map(
        (drug, i) => `${clockTime(context.at, -10 * (drugs.length - i))}  ${drug}  已执行  扫码核对：腕带一致`,
      ),
      `核对人：双人核对  不良反应：${random.pick(['无', '无', '注射部位轻度疼痛，已观察'])}`,
    ],
    '执行护士',
  );
}

export function nursingRecord(writing: Writing): string {
  const { random, patient, context } = writing;
  const rows = [-120, -60, 0].map((minutes) => {
    const vital = `T ${random.decimal(36.2, 38.1, 1)}℃ P ${random.int(60, 108)} R ${random.int(15, 24)} BP ${random.int(98, 158)}/${random.int(56, 94)}mmHg SpO₂ ${random.int(93, 100)}%`;
    return `${clockTime(context.at, minutes)}  ${vital}`;
  });
  return sheet(
    writing,
    '护理记录单',
    [
      ...rows,
      `入量：${random.int(3, 22) * 50}ml  出量：${random.int(3, 20) * 50}ml`,
      `病情观察：${random.pick([patient.illness.operation === undefined ? '神志清，精神可，无特殊主诉' : '神志清，诉切口轻微疼痛，NRS 2 分', '神志清，呼吸平稳，静脉通路通畅', '嗜睡，呼之能应，双侧瞳孔等大等圆，光反应灵敏', '患者安静入睡，无不适主诉'])}。`,
      `护理措施：${random.pick(['协助翻身拍背，皮肤完整', '妥善固定引流管，引出淡血性液 60ml', '予低流量吸氧，半卧位', '行饮食与用药宣教，患者表示理解'])}。`,
    ],
    '护士',
  );
}

export function nursingAssessment(writing: Writing): string {
  const { random } = writing;
  const braden = random.int(11, 22);
  const morse = random.int(1, 14) * 5;
  return sheet(
    writing,
    '护理评估单',
    [
      `压力性损伤风险（Braden）：${braden} 分，${braden <= 12 ? '高危' : braden <= 16 ? '中危' : '低危'}`,
      `跌倒风险（Morse）：${morse} 分，${morse >= 45 ? '高危' : morse >= 25 ? '中危' : '低危'}`,
      `自理能力（Barthel）：${random.int(4, 20) * 5} 分  疼痛（NRS）：${random.int(0, 5)} 分  营养（NRS2002）：${random.int(0, 4)} 分`,
      `管道：${random.pick(['无', '外周静脉留置针', '导尿管 + 深静脉导管', '胃管'])}  皮肤：${random.pick(['完整', '骶尾部 1 期压红 2×3cm', '完整，双足跟减压贴保护'])}`,
      `措施：${random.pick(['床栏保护，悬挂防跌倒标识', '气垫床，每 2 小时翻身', '落实健康宣教，班班交接'])}`,
    ],
    '评估护士',
  );
}

export function vitalSigns(writing: Writing): string {
  const { random, context } = writing;
  const rows = ['02:00', '06:00', '10:00', '14:00', '18:00', '22:00'].map(
    (time) => `  ${time}  T ${random.decimal(36.1, 38.6, 1)}℃  P ${random.int(58, 110)}  R ${random.int(14, 24)}`,
  );
  return sheet(
    writing,
    '体温单',
    [
      `日期：${localTime(context.at).slice(0, 10)}  住院第 ${random.int(1, 18)} 天`,
      ...rows,
      `血压：${random.int(98, 162)}/${random.int(58, 96)}mmHg  体重：${random.decimal(42, 88, 1)}kg  大便：${random.int(0, 3)} 次  尿量：${random.int(8, 28) * 100}ml`,
    ],
    '护士',
  );
}

export function vteAssessment(writing: Writing): string {
  const { random, patient } = writing;
  const factors: readonly (readonly [string, number])[] = [
    ...ageFactor(patient.age),
    ['卧床 > 72 小时', 2],
    ['大手术（> 45 分钟）', 2],
    ['恶性肿瘤', 2],
    ['BMI > 25', 1],
    ['中心静脉置管', 2],
    ['急性心肌梗死', 1],
    ['下肢水肿', 1],
  ];
  const present = random.some(factors, random.int(1, 5));
  const score = present.reduce((sum, [, points]) => sum + points, 0);
  const risk = score >= 5 ? '高危' : score >= 3 ? '中危' : '低危';
  const bleeding = random.pick(['低', '低', '高']);
  return sheet(
    writing,
    'VTE 风险评估表（Caprini）',
    [
      `诊断：${patient.illness.diagnosis}`,
      ...present.map(([factor, points]) => `  ☑ ${factor}（${points} 分）`),
      `总分：${score} 分  风险等级：${risk}  出血风险：${bleeding}`,
      `预防措施：${risk === '低危' ? '早期活动、踝泵运动' : bleeding === '高' ? '间歇充气加压装置' : '低分子肝素 + 间歇充气加压装置'}`,
    ],
    '评估人',
  );
}

/** Caprini: 41–60 years one point, 61–74 two, from 75 three. */
function ageFactor(age: number): (readonly [string, number])[] {
  if (age >= 75) return [['年龄 ≥ 75 岁', 3]];
  if (age >= 61) return [['年龄 61–74 岁', 2]];
  return age >= 41 ? [['年龄 41–60 岁', 1]] : [];
}

export function icuRecord(writing: Writing): string {
  const { random, context } = writing;
  const rows = [-180, -120, -60, 0].map(
    (minutes) =>
      `${clockTime(context.at, minutes)}  HR ${random.int(72, 128)}  ABP ${random.int(92, 148)}/${random.int(52, 84)}  CVP ${random.int(4, 14)}cmH₂O  SpO₂ ${random.int(92, 100)}%  RASS ${random.int(-3, 1)}`,
  );
  return sheet(
    writing,
    '重症监护记录单',
    [
      ...rows,
      `血管活性药：去甲肾上腺素 ${random.decimal(0.05, 0.45, 2)}μg/(kg·min)  镇静：丙泊酚 ${random.int(2, 10)}ml/h`,
      `血气：pH ${random.decimal(7.26, 7.48, 2)}  PaO₂ ${random.int(62, 128)}mmHg  PaCO₂ ${random.int(32, 58)}mmHg  Lac ${random.decimal(0.8, 4.6, 1)}mmol/L`,
      `每小时尿量：${random.int(15, 120)}ml  APACHE Ⅱ ${random.int(12, 28)} 分  SOFA ${random.int(3, 12)} 分`,
      `交班要点：${random.pick(['继续目标导向补液', '逐步下调去甲肾上腺素', '评估脱机条件', '今晨已行气道湿化、口腔护理'])}`,
    ],
    '记录人',
  );
}

export function ventilatorSheet(writing: Writing): string {
  const { random, context } = writing;
  const mode = random.pick(['A/C（容量控制）', 'SIMV + PSV', 'PSV', 'BIPAP']);
  const rows = [-120, -60, 0].map(
    (minutes) =>
      `${clockTime(context.at, minutes)}  Vte ${random.int(360, 520)}ml  f ${random.int(12, 24)} 次/分  Ppeak ${random.int(16, 30)}cmH₂O  MV ${random.decimal(5.8, 10.6, 1)}L/min`,
  );
  return sheet(
    writing,
    '呼吸机记录单',
    [
      `人工气道：${random.pick(['经口气管插管 7.5#，深度 23cm', '气管切开 8.0#'])}  气囊压：${random.int(25, 30)}cmH₂O`,
      `模式：${mode}  FiO₂ ${random.int(35, 70)}%  PEEP ${random.int(5, 12)}cmH₂O  PS ${random.int(8, 16)}cmH₂O`,
      ...rows,
      `痰液：${random.pick(['Ⅰ 度稀薄白痰', 'Ⅱ 度黄痰', 'Ⅲ 度黏稠痰'])}  报警：${random.pick(['无', '高压报警 1 次，吸痰后解除'])}  管路：${random.pick(['通畅', '更换湿化液'])}`,
    ],
    '记录人',
  );
}
