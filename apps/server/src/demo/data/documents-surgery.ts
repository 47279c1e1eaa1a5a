import { clockTime, sheet, type Writing } from './sheet.ts';

/** Documents of the operating theatre and of interventions. */

export function anaesthesiaRecord(writing: Writing): string {
  const { random, patient, context } = writing;
  const minutes = random.int(70, 220);
  const rows = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = Math.round(part * minutes) - minutes;
    return `${clockTime(context.at, at)}  BP ${random.int(92, 142)}/${random.int(54, 86)}  HR ${random.int(54, 96)}  SpO₂ ${random.int(98, 100)}%  PetCO₂ ${random.int(32, 42)}  BIS ${random.int(40, 58)}`;
  });
  return sheet(
    writing,
    '麻醉记录单',
    [
      `手术名称：${operationOf(writing)}  ASA 分级：${random.pick(['Ⅰ', 'Ⅱ', 'Ⅱ', 'Ⅲ'])}  麻醉方式：${random.pick(['全身麻醉（气管插管）', '全身麻醉（喉罩）', '全凭静脉麻醉（气管插管）'])}`,
      `诱导：丙泊酚 ${random.int(80, 140)}mg  舒芬太尼 ${random.int(15, 30)}μg  罗库溴铵 ${random.int(30, 50)}mg`,
      `维持：七氟烷 ${random.decimal(1.2, 2.4, 1)}%  瑞芬太尼 ${random.decimal(0.08, 0.2, 2)}μg/(kg·min)`,
      ...rows,
      `出血 ${random.int(1, 40) * 10}ml  尿量 ${random.int(2, 12) * 50}ml  输液 ${random.int(10, 30) * 100}ml  麻醉历时 ${minutes} 分钟`,
      `术后去向：${random.pick(['麻醉恢复室（Steward 6 分后返病房）', '重症医学科'])}  诊断：${patient.illness.diagnosis}`,
    ],
    '麻醉医师',
  );
}

export function operationRecord(writing: Writing): string {
  const { random, patient, context } = writing;
  const minutes = random.int(45, 190);
  return sheet(
    writing,
    '手术记录',
    [
      `术前诊断：${patient.illness.diagnosis}  术中诊断：同术前`,
      `手术名称：${operationOf(writing)}  手术时间：${clockTime(context.at, -minutes)}—${clockTime(context.at)}  切口：${random.pick(['Ⅰ', 'Ⅱ', 'Ⅱ', 'Ⅲ'])} 类`,
      '手术经过：麻醉成功后取合适体位，常规消毒铺巾。逐层进入，探查见病变与术前诊断相符。',
      `${random.pick(['仔细分离显露，妥善止血', '保护周围血管神经，完整处理病变', '术中出血点电凝止血满意'])}，冲洗术野，清点器械、纱布无误后逐层关闭，放置引流管 ${random.int(0, 2)} 根。`,
      `术中出血 ${random.int(1, 40) * 10}ml，未输血。标本${random.pick(['送常规病理', '家属过目后送病理', '无'])}。患者安返${random.pick(['病房', '恢复室'])}。`,
    ],
    '手术医师',
  );
}

export function safetyChecklist(writing: Writing): string {
  const { random, context } = writing;
  const yes = '☑';
  return sheet(
    writing,
    '手术安全核查表',
    [
      `手术名称：${operationOf(writing)}  手术间：${random.int(1, 22)}`,
      `麻醉实施前 ${clockTime(context.at, -150)}：${yes}身份 ${yes}手术方式 ${yes}部位标识 ${yes}知情同意 ${yes}麻醉设备 ${yes}过敏史 ${yes}抗菌药物皮试`,
      `手术开始前 ${clockTime(context.at, -120)}：${yes}身份 ${yes}手术方式 ${yes}部位 ${yes}预计失血量 ${yes}影像资料 ${yes}预防性抗菌药物 60 分钟内`,
      `患者离室前 ${clockTime(context.at)}：${yes}实际手术方式 ${yes}清点正确 ${yes}标本确认 ${yes}皮肤完整 ${yes}管道 ${yes}去向`,
      `三方核查：手术医师、麻醉医师、手术室护士均在场${random.chance(0.1) ? '；延迟开台 10 分钟，原因：等待术中冰冻准备' : ''}`,
    ],
    '核查人',
  );
}

export function cathReport(writing: Writing): string {
  const { random } = writing;
  const narrow = random.int(55, 99);
  return sheet(
    writing,
    '心导管与介入手术报告',
    [
      `入路：${random.pick(['右桡动脉', '右桡动脉', '右股动脉'])} 6F 鞘  对比剂：碘克沙醇 ${random.int(5, 18) * 10}ml  透视时间：${random.decimal(4.2, 22.8, 1)} 分钟  剂量：${random.int(320, 2400)}mGy`,
      `左主干：${random.pick(['未见明显狭窄', '末端轻度斑块'])}`,
      `前降支：${random.pick(['近段', '中段'])}狭窄 ${narrow}%，TIMI ${narrow > 95 ? '1' : '3'} 级`,
      `回旋支：${random.pick(['中段狭窄 40%', '未见明显狭窄'])}；右冠状动脉：${random.pick(['中段狭窄 50%', '内膜不光滑，未见有意义狭窄'])}`,
      narrow >= 75
        ? `处理：于前降支病变处预扩张后植入药物洗脱支架 ${random.decimal(2.5, 3.5, 1)}×${random.int(18, 36)}mm 1 枚，后扩张，残余狭窄 < 10%，TIMI 3 级`
        : '处理：FFR 0.86，未达干预标准，强化药物治疗',
      '术中无并发症，安返病房。',
    ],
    '术者',
  );
}

function operationOf({ patient, random }: Writing): string {
  return patient.illness.operation ?? random.pick(['腹腔镜胆囊切除术', '清创缝合术', '体表肿物切除术']);
}
