import { clockTime, sheet, type Writing } from './sheet.ts';

/** Documents that doctors write on the ward. Each function writes the content of one type. */

const CARE = ['一级护理', '二级护理', '特级护理'] as const;
const DIET = ['低盐低脂饮食', '糖尿病饮食', '半流质饮食', '普食', '禁食'] as const;

export function order(writing: Writing): string {
  const { random, patient, context } = writing;
  const long = random.chance(0.65);
  const drugs = random.some(patient.illness.drugs, random.int(2, 4));
  const body = long
    ? [
        '类别：长期医嘱',
        `1. ${random.pick(CARE)}`,
        `2. ${random.pick(DIET)}`,
        ...drugs.map((drug, i) => `${i + 3}. ${drug}`),
      ]
    : [
        '类别：临时医嘱',
        ...drugs.slice(0, 2).map((drug, i) => `${i + 1}. ${drug} 立即执行`),
        `${Math.min(drugs.length, 2) + 1}. ${random.pick(['血常规', '肝肾功能 + 电解质', '凝血四项', '床旁心电图', '血气分析'])} 即刻`,
      ];
  return sheet(writing, '医嘱单', [...body, `开始时间：${clockTime(context.at, 5)}`], '医师');
}

export function prescription(writing: Writing): string {
  const { random, patient } = writing;
  const drugs = random.some(patient.illness.drugs, random.int(1, 3));
  return sheet(
    writing,
    '处方笺（住院）',
    [
      `处方编号：${random.digits(12)}  费别：${random.pick(['城镇职工医保', '城乡居民医保', '自费'])}`,
      `临床诊断：${patient.illness.diagnosis}`,
      'Rp.',
      ...drugs.map((drug, i) => `  ${i + 1}. ${drug}  × ${random.int(3, 14)} 日`),
      `药品金额：${random.decimal(18, 460, 2)} 元`,
    ],
    '医师',
  );
}

export function examRequest(writing: Writing): string {
  const { random, patient } = writing;
  const item = random.pick([
    '胸部 CT 平扫',
    '腹部彩超',
    '头颅 MRI 平扫 + DWI',
    '心脏彩超',
    '电子胃镜',
    '冠状动脉 CTA',
    '下肢静脉彩超',
  ]);
  return sheet(
    writing,
    '检查申请单',
    [
      `申请项目：${item}`,
      `主诉：${patient.illness.complaint}`,
      `查体：${patient.illness.findings}`,
      `临床诊断：${patient.illness.diagnosis}`,
      `检查目的：${random.pick(['明确诊断', '评估病情变化', '术前评估', '治疗后复查'])}`,
      `注意事项：${random.pick(['无特殊', '对碘对比剂无过敏史', '需平车推送', '糖尿病，检查前停用二甲双胍'])}`,
    ],
    '申请医师',
  );
}

export function bloodRequest(writing: Writing): string {
  const { random } = writing;
  return sheet(
    writing,
    '临床用血申请单',
    [
      `血型：${random.pick(['A', 'B', 'O', 'AB'])} 型 RhD ${random.chance(0.99) ? '阳性' : '阴性'}  输血史：${random.pick(['无', '有，无不良反应'])}`,
      `血红蛋白：${random.int(52, 78)} g/L  血小板：${random.int(18, 160)} ×10⁹/L  红细胞比容：${random.decimal(0.16, 0.25, 2)}`,
      `申请成分：${random.pick(['悬浮红细胞 2U', '悬浮红细胞 4U', '单采血小板 1 治疗量', '新鲜冰冻血浆 400ml'])}`,
      `输血目的：${random.pick(['纠正贫血，改善携氧', '预防出血', '术中备血', '补充凝血因子'])}`,
      '已签署输血治疗知情同意书。',
    ],
    '申请医师',
  );
}

export function admissionRecord(writing: Writing): string {
  const { random, patient } = writing;
  const { complaint, diagnosis, findings, plan } = patient.illness;
  return sheet(
    writing,
    '入院记录',
    [
      `主诉：${complaint}。`,
      `现病史：患者${complaint}，${random.pick(['门诊', '急诊'])}以“${diagnosis}”收入院。起病以来精神${random.pick(['可', '欠佳'])}，食欲${random.pick(['可', '减退'])}，大小便${random.pick(['正常', '如常'])}，体重无明显变化。`,
      `既往史：${random.pick(['否认高血压、糖尿病病史', '高血压病史 8 年，服药控制可', '2 型糖尿病 5 年', '有青霉素过敏史'])}。`,
      `体格检查：T ${random.decimal(36.2, 38.4, 1)}℃  P ${random.int(62, 104)} 次/分  R ${random.int(16, 24)} 次/分  BP ${random.int(104, 168)}/${random.int(62, 98)}mmHg。${findings}。`,
      `初步诊断：${diagnosis}`,
      `诊疗计划：${plan}。`,
    ],
    '医师',
  );
}

export function note(writing: Writing): string {
  const { random, patient, context } = writing;
  const kind = random.pick(['首次病程记录', '日常病程记录', '上级医师查房记录', '术后首次病程记录']);
  const state = random.pick([
    '患者诉症状较前缓解，夜间睡眠可',
    '患者一般情况稳定，无新发不适',
    '患者仍诉乏力，饮食一般',
  ]);
  return sheet(
    writing,
    `病程记录（${kind}）`,
    [
      `${clockTime(context.at)}  ${state}。`,
      `查体：BP ${random.int(104, 156)}/${random.int(62, 94)}mmHg，SpO₂ ${random.int(94, 99)}%。${patient.illness.findings}。`,
      `辅助检查：白细胞 ${random.decimal(4.2, 13.6, 1)} ×10⁹/L，血红蛋白 ${random.int(88, 152)} g/L，C 反应蛋白 ${random.decimal(0.6, 86, 1)} mg/L。`,
      `分析：${patient.illness.diagnosis}诊断明确，${random.pick(['治疗有效，继续目前方案', '病情好转，可逐步减量', '需警惕并发症，密切观察'])}。`,
      `处理：${patient.illness.plan}。`,
    ],
    '医师',
  );
}

export function consultation(writing: Writing): string {
  const { random, patient } = writing;
  return sheet(
    writing,
    '会诊记录',
    [
      `会诊类别：${random.pick(['普通会诊', '急会诊（10 分钟内到位）', '多学科会诊'])}`,
      `病情摘要：${patient.illness.complaint}。${patient.illness.findings}。目前诊断：${patient.illness.diagnosis}。`,
      `会诊目的：${random.pick(['协助围术期管理', '协助抗感染方案调整', '协助血糖控制', '评估心功能与手术风险'])}`,
      `会诊意见：1. ${random.pick(['同意目前诊疗', '完善相关检查后再次评估'])}；2. ${random.pick(['建议加强监测，控制液体入量', '建议调整抗菌药物并送培养', '建议目标血糖 7.8–10.0mmol/L', '目前无手术绝对禁忌'])}；3. 我科随诊。`,
    ],
    '会诊医师',
  );
}

export function consent(writing: Writing): string {
  const { random, patient } = writing;
  const operation =
    patient.illness.operation ?? random.pick(['深静脉穿刺置管术', '腰椎穿刺术', '胸腔穿刺引流术', '骨髓穿刺术']);
  return sheet(
    writing,
    '手术（有创操作）知情同意书',
    [
      `术前诊断：${patient.illness.diagnosis}`,
      `拟行手术：${operation}`,
      '可能发生的风险：1. 麻醉意外；2. 术中大出血，需输血；3. 邻近器官损伤；4. 术后感染、血栓栓塞；5. 其他难以预料的情况。',
      `替代方案：${random.pick(['药物保守治疗', '择期再评估', '其他术式（已说明利弊）'])}`,
      `医师已就病情、手术必要性、风险及替代方案向${random.pick(['患者本人', '患者配偶', '患者子女'])}充分说明，对方表示理解并同意手术。`,
    ],
    '谈话医师',
  );
}

export function dischargeSummary(writing: Writing): string {
  const { random, patient } = writing;
  return sheet(
    writing,
    '出院小结',
    [
      `住院天数：${random.int(3, 16)} 天  入院诊断：${patient.illness.diagnosis}  出院诊断：${patient.illness.diagnosis}`,
      `诊疗经过：入院后完善相关检查，${patient.illness.plan}。${patient.illness.operation === undefined ? '' : `行${patient.illness.operation}，术程顺利。`}`,
      `出院情况：${random.pick(['治愈', '好转'])}，生命体征平稳，${random.pick(['切口愈合良好', '无发热', '饮食睡眠可'])}。`,
      `出院医嘱：1. ${patient.illness.drugs[0] ?? '按时服药'}；2. ${random.pick(['低盐低脂饮食', '糖尿病饮食', '加强营养'])}，避免劳累；3. ${random.int(1, 4)} 周后专科门诊复诊，如有不适随诊。`,
    ],
    '医师',
  );
}
