import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.util.Selector;

/** The foreign side of the interop suite: one command per line, arguments in Base64 ("-" for none), one line per answer. */
public final class Interop {
  private static final byte[] ID = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
  private static final ASN1ObjectIdentifier GM_DATA = new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.1");
  private static final ASN1ObjectIdentifier GM_SIGNED_DATA = new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.2");

  public static void main(String[] args) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        answer = run(line.trim().split(" "));
      } catch (Throwable error) {
        answer = "error " + String.valueOf(error).replace('\n', ' ');
      }
      System.out.println(answer);
      System.out.flush();
    }
  }

  private static String run(String[] words) throws Exception {
    switch (words[0]) {
      case "cms-rfc": return verifyRfc(bytes(words[1]), bytes(words[2]));
      case "cms-gm": return verifyGm(bytes(words[1]), bytes(words[2]));
      case "token": return verifyToken(bytes(words[1]), bytes(words[2]));
      case "response": return verifyResponse(bytes(words[1]), bytes(words[2]));
      case "certificate": return String.valueOf(new X509CertificateHolder(bytes(words[1])).isSignatureValid(verifier(bytes(words[2]))));
      case "crl": return verifyCrl(bytes(words[1]), bytes(words[2]), new BigInteger(1, bytes(words[3])));
      case "csr": return verifyCsr(bytes(words[1]));
      case "raw": return verifyRaw(bytes(words[1]), bytes(words[2]), bytes(words[3]));
      case "bulk-sm2": return bulkSm2(bytes(words[1]), bytes(words[2]), bytes(words[3]), bytes(words[4]), Integer.parseInt(words[5]));
      case "encrypt": return encrypt(bytes(words[1]), bytes(words[2]));
      case "decrypt": return decrypt(bytes(words[1]), bytes(words[2]));
      case "request": return makeRequest(bytes(words[1]));
      case "make": return make(bytes(words[1]));
      case "ocsp-ask": return askStatus(bytes(words[1]), new BigInteger(1, bytes(words[2])), bytes(words[3]));
      case "ocsp": return verifyStatus(bytes(words[1]), bytes(words[2]), bytes(words[3]));
      default: return "error unknown command";
    }
  }

  private static byte[] bytes(String word) {
    return word.equals("-") ? null : Base64.getDecoder().decode(word);
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static org.bouncycastle.operator.ContentVerifierProvider verifier(byte[] certificate) throws Exception {
    return new JcaContentVerifierProviderBuilder().setProvider("BC").build(new X509CertificateHolder(certificate));
  }

  @SuppressWarnings("unchecked")
  private static X509CertificateHolder certificateOf(CMSSignedData signed, SignerInformation signer) {
    return (X509CertificateHolder) signed.getCertificates().getMatches((Selector<X509CertificateHolder>) (Object) signer.getSID()).iterator().next();
  }

  private static String verifyRfc(byte[] cms, byte[] content) throws Exception {
    CMSSignedData signed = content == null ? new CMSSignedData(cms) : new CMSSignedData(new CMSProcessableByteArray(content), cms);
    boolean good = signed.getSignerInfos().size() > 0;
    for (SignerInformation signer : signed.getSignerInfos()) {
      good &= signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificateOf(signed, signer)));
    }
    return good + " " + signed.getSignerInfos().size();
  }

  /** GB/T 35275 by hand: identifiers, attributes, SM2 with Z over the received attributes. */
  private static String verifyGm(byte[] cms, byte[] detached) throws Exception {
    ASN1Sequence contentInfo = ASN1Sequence.getInstance(cms);
    if (!GM_SIGNED_DATA.equals(contentInfo.getObjectAt(0))) return "false outer identifier";
    ASN1Sequence signed = ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(contentInfo.getObjectAt(1)), true);
    ASN1Sequence inner = ASN1Sequence.getInstance(signed.getObjectAt(2));
    if (!GM_DATA.equals(inner.getObjectAt(0))) return "false inner identifier";
    byte[] content = detached != null ? detached
        : ASN1OctetString.getInstance(ASN1TaggedObject.getInstance(inner.getObjectAt(1)), true).getOctets();
    ASN1Set certificates = ASN1Set.getInstance(ASN1TaggedObject.getInstance(signed.getObjectAt(3)), false);
    ASN1Set signers = ASN1Set.getInstance(signed.getObjectAt(signed.size() - 1));
    for (int i = 0; i < signers.size(); i++) {
      ASN1Sequence signer = ASN1Sequence.getInstance(signers.getObjectAt(i));
      ASN1Sequence name = ASN1Sequence.getInstance(signer.getObjectAt(1));
      X509CertificateHolder certificate = null;
      for (int c = 0; c < certificates.size(); c++) {
        X509CertificateHolder one = new X509CertificateHolder(certificates.getObjectAt(c).toASN1Primitive().getEncoded());
        if (one.getIssuer().equals(X500Name.getInstance(name.getObjectAt(0)))
            && one.getSerialNumber().equals(ASN1Integer.getInstance(name.getObjectAt(1)).getValue())) certificate = one;
      }
      if (certificate == null) return "false certificate";
      ASN1Set attributes = ASN1Set.getInstance(ASN1TaggedObject.getInstance(signer.getObjectAt(3)), false);
      byte[] digest = null;
      for (int a = 0; a < attributes.size(); a++) {
        Attribute attribute = Attribute.getInstance(attributes.getObjectAt(a));
        if (attribute.getAttrType().equals(CMSAttributes.messageDigest)) {
          digest = ASN1OctetString.getInstance(attribute.getAttrValues().getObjectAt(0)).getOctets();
        }
      }
      if (!java.util.Arrays.equals(digest, sm3(content))) return "false digest";
      byte[] value = ASN1OctetString.getInstance(signer.getObjectAt(5)).getOctets();
      if (!sm2Verify(certificate, attributes.getEncoded(ASN1Encoding.DER), value)) return "false signature";
    }
    return (signers.size() > 0) + " " + signers.size();
  }

  private static byte[] sm3(byte[] data) {
    SM3Digest digest = new SM3Digest();
    digest.update(data, 0, data.length);
    byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return out;
  }

  private static boolean sm2Verify(X509CertificateHolder certificate, byte[] message, byte[] signature) throws Exception {
    SM2Signer signer = new SM2Signer();
    signer.init(false, new ParametersWithID(PublicKeyFactory.createKey(certificate.getSubjectPublicKeyInfo()), ID));
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  private static String verifyRaw(byte[] certificate, byte[] message, byte[] signature) throws Exception {
    return String.valueOf(sm2Verify(new X509CertificateHolder(certificate), message, signature));
  }

  private static String verifyToken(byte[] token, byte[] imprint) throws Exception {
    TimeStampToken parsed = new TimeStampToken(new CMSSignedData(token));
    @SuppressWarnings("unchecked")
    X509CertificateHolder certificate = (X509CertificateHolder) parsed.getCertificates()
        .getMatches((Selector<X509CertificateHolder>) (Object) parsed.getSID()).iterator().next();
    parsed.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate));
    boolean same = java.util.Arrays.equals(parsed.getTimeStampInfo().getMessageImprintDigest(), imprint);
    return same + " " + parsed.getTimeStampInfo().getGenTime().getTime();
  }

  private static String verifyResponse(byte[] response, byte[] request) throws Exception {
    TimeStampResponse parsed = new TimeStampResponse(response);
    parsed.validate(new TimeStampRequest(request));
    return (parsed.getTimeStampToken() != null) + " " + parsed.getStatus();
  }

  private static String makeRequest(byte[] imprint) throws Exception {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return text(generator.generate(TSPAlgorithms.SM3, imprint, BigInteger.valueOf(0x1234567890abcdL)).getEncoded());
  }

  private static String verifyCrl(byte[] crl, byte[] issuer, BigInteger serial) throws Exception {
    X509CRLHolder holder = new X509CRLHolder(crl);
    return holder.isSignatureValid(verifier(issuer)) + " " + (holder.getRevokedCertificate(serial) != null);
  }

  private static final ASN1ObjectIdentifier NONCE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1.2");

  /** OCSPRequest about a serial number of an issuer, named by SHA-1 as most clients do. */
  private static String askStatus(byte[] issuer, BigInteger serial, byte[] nonce) throws Exception {
    DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
    CertificateID id = new CertificateID(digests.get(CertificateID.HASH_SHA1), new X509CertificateHolder(issuer), serial);
    OCSPReqBuilder builder = new OCSPReqBuilder().addRequest(id);
    if (nonce != null) {
      Extension extension = new Extension(NONCE, false, new DEROctetString(new DEROctetString(nonce)));
      builder.setRequestExtensions(new org.bouncycastle.asn1.x509.Extensions(extension));
    }
    return text(builder.build().getEncoded());
  }

  /** `status, signature by the attached responder, responder by the issuer, same certificate asked and answered, same nonce`. */
  private static String verifyStatus(byte[] response, byte[] issuer, byte[] request) throws Exception {
    OCSPResp outer = new OCSPResp(response);
    if (outer.getStatus() != OCSPResp.SUCCESSFUL) return "status " + outer.getStatus();
    BasicOCSPResp basic = (BasicOCSPResp) outer.getResponseObject();
    SingleResp single = basic.getResponses()[0];
    Object status = single.getCertStatus();
    String word = status == CertificateStatus.GOOD ? "good" : status instanceof RevokedStatus ? "revoked" : "unknown";
    X509CertificateHolder responder = basic.getCerts()[0];
    OCSPReq asked = new OCSPReq(request);
    boolean signed = basic.isSignatureValid(verifier(responder.getEncoded()));
    boolean delegated = responder.isSignatureValid(verifier(issuer))
        && ExtendedKeyUsage.fromExtensions(responder.getExtensions()).hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning);
    boolean same = single.getCertID().equals(asked.getRequestList()[0].getCertID());
    Extension sent = asked.getExtension(NONCE);
    boolean echoed = sent == null ? basic.getExtension(NONCE) == null : sent.equals(basic.getExtension(NONCE));
    return word + " " + signed + " " + delegated + " " + same + " " + echoed;
  }

  private static String verifyCsr(byte[] csr) throws Exception {
    PKCS10CertificationRequest request = new PKCS10CertificationRequest(csr);
    return String.valueOf(request.isSignatureValid(new JcaContentVerifierProviderBuilder().setProvider("BC").build(request.getSubjectPublicKeyInfo())));
  }

  private static ECDomainParameters domain() {
    org.bouncycastle.asn1.x9.X9ECParameters curve = GMNamedCurves.getByName("sm2p256v1");
    return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN());
  }

  private static String encrypt(byte[] publicKey, byte[] plain) throws Exception {
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    CipherParameters key = new ECPublicKeyParameters(domain().getCurve().decodePoint(publicKey), domain());
    engine.init(true, new ParametersWithRandom(key));
    return text(engine.processBlock(plain, 0, plain.length));
  }

  private static String decrypt(byte[] privateKey, byte[] cipher) throws Exception {
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(false, new ECPrivateKeyParameters(new BigInteger(1, privateKey), domain()));
    return text(engine.processBlock(cipher, 0, cipher.length));
  }

  /**
   * Many cases under one key: the messages, signatures r||s and ciphertexts C1C3C2 of all of them joined. Answers with a digit
   * per signature (1: verifies) and per ciphertext (1: opens to its message), then own signatures and ciphertexts, joined.
   */
  private static String bulkSm2(byte[] privateKey, byte[] messages, byte[] signatures, byte[] ciphers, int count) throws Exception {
    ECPrivateKeyParameters secret = new ECPrivateKeyParameters(new BigInteger(1, privateKey), domain());
    ECPublicKeyParameters open = new ECPublicKeyParameters(domain().getG().multiply(secret.getD()).normalize(), domain());
    int size = messages.length / count, sealed = size + 97;
    StringBuilder verdicts = new StringBuilder(), opened = new StringBuilder();
    java.io.ByteArrayOutputStream signed = new java.io.ByteArrayOutputStream(), encrypted = new java.io.ByteArrayOutputStream();
    SM2Signer verifier = new SM2Signer(PlainDSAEncoding.INSTANCE), signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    verifier.init(false, new ParametersWithID(open, ID));
    signer.init(true, new ParametersWithID(secret, ID));
    for (int i = 0; i < count; i++) {
      byte[] message = java.util.Arrays.copyOfRange(messages, i * size, (i + 1) * size);
      verifier.update(message, 0, size);
      verdicts.append(verifier.verifySignature(java.util.Arrays.copyOfRange(signatures, i * 64, (i + 1) * 64)) ? '1' : '0');
      signer.update(message, 0, size);
      signed.write(signer.generateSignature());
      SM2Engine decryption = new SM2Engine(SM2Engine.Mode.C1C3C2), encryption = new SM2Engine(SM2Engine.Mode.C1C3C2);
      decryption.init(false, secret);
      encryption.init(true, new ParametersWithRandom(open));
      opened.append(opens(decryption, java.util.Arrays.copyOfRange(ciphers, i * sealed, (i + 1) * sealed), message) ? '1' : '0');
      encrypted.write(encryption.processBlock(message, 0, size));
    }
    return verdicts + " " + opened + " " + text(signed.toByteArray()) + " " + text(encrypted.toByteArray());
  }

  private static boolean opens(SM2Engine engine, byte[] cipher, byte[] message) {
    try {
      return java.util.Arrays.equals(engine.processBlock(cipher, 0, cipher.length), message);
    } catch (Exception refused) {
      return false;
    }
  }

  private static KeyPair keyPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "BC");
    generator.initialize(new ECGenParameterSpec("sm2p256v1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(String subject, PublicKey key, String issuer, PublicKey issuerKey, PrivateKey signer, boolean authority, boolean tsa)
      throws Exception {
    Date from = new Date(System.currentTimeMillis() - 86_400_000L);
    JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name(issuer), BigInteger.valueOf(System.nanoTime()), from,
        new Date(from.getTime() + 10L * 86_400_000L), new X500Name(subject), key);
    JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(key));
    builder.addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(issuerKey));
    if (authority) builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(Extension.keyUsage, true,
        new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
    if (tsa) builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
    ContentSigner contentSigner = new JcaContentSignerBuilder("SM3withSM2").setProvider("BC").build(signer);
    return new JcaX509CertificateConverter().setProvider("BC").getCertificate(builder.build(contentSigner));
  }

  /** Everything our side has to accept: chain, attached and detached CMS, GM CMS, token over the content. */
  private static String make(byte[] content) throws Exception {
    KeyPair rootKey = keyPair(), signerKey = keyPair(), tsaKey = keyPair();
    X509Certificate root = certificate("CN=BC Root,C=CN", rootKey.getPublic(), "CN=BC Root,C=CN", rootKey.getPublic(), rootKey.getPrivate(), true, false);
    X509Certificate signer = certificate("CN=BC \u5f20\u4e09,C=CN", signerKey.getPublic(), "CN=BC Root,C=CN", rootKey.getPublic(), rootKey.getPrivate(), false, false);
    X509Certificate tsa = certificate("CN=BC TSA,C=CN", tsaKey.getPublic(), "CN=BC Root,C=CN", rootKey.getPublic(), rootKey.getPrivate(), false, true);
    byte[] attached = cms(signer, signerKey.getPrivate(), content, true);
    byte[] detached = cms(signer, signerKey.getPrivate(), content, false);
    return String.join(" ", "root=" + text(root.getEncoded()), "signer=" + text(signer.getEncoded()), "tsa=" + text(tsa.getEncoded()),
        "attached=" + text(attached), "detached=" + text(detached), "gm=" + text(gmCms(signer, signerKey.getPrivate(), content)),
        "raw=" + text(raw(signerKey.getPrivate(), content)), "token=" + text(token(tsa, tsaKey.getPrivate(), sm3(content))));
  }

  private static byte[] cms(X509Certificate certificate, PrivateKey key, byte[] content, boolean attached) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
    ContentSigner signer = new JcaContentSignerBuilder("SM3withSM2").setProvider("BC").build(key);
    generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(digests).build(signer, certificate));
    generator.addCertificates(new JcaCertStore(Collections.singletonList(certificate)));
    return generator.generate(new CMSProcessableByteArray(content), attached).getEncoded(ASN1Encoding.DER);
  }

  private static byte[] raw(PrivateKey key, byte[] message) throws Exception {
    SM2Signer signer = new SM2Signer();
    signer.init(true, new ParametersWithID(org.bouncycastle.crypto.util.PrivateKeyFactory.createKey(key.getEncoded()), ID));
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  private static byte[] gmCms(X509Certificate certificate, PrivateKey key, byte[] content) throws Exception {
    X509CertificateHolder holder = new X509CertificateHolder(certificate.getEncoded());
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    attributes.add(new Attribute(CMSAttributes.contentType, new DERSet(GM_DATA)));
    attributes.add(new Attribute(CMSAttributes.messageDigest, new DERSet(new DEROctetString(sm3(content)))));
    DERSet set = new DERSet(attributes);
    AlgorithmIdentifier digest = new AlgorithmIdentifier(GMObjectIdentifiers.sm3, DERNull.INSTANCE);
    ASN1EncodableVector signer = new ASN1EncodableVector();
    signer.add(new ASN1Integer(1));
    ASN1EncodableVector issuerAndSerial = new ASN1EncodableVector();
    issuerAndSerial.add(holder.getIssuer());
    issuerAndSerial.add(new ASN1Integer(holder.getSerialNumber()));
    signer.add(new DERSequence(issuerAndSerial));
    signer.add(digest);
    signer.add(new DERTaggedObject(false, 0, set));
    signer.add(new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.156.10197.1.301.1"), DERNull.INSTANCE));
    signer.add(new DEROctetString(raw(key, set.getEncoded(ASN1Encoding.DER))));
    ASN1EncodableVector inner = new ASN1EncodableVector();
    inner.add(GM_DATA);
    inner.add(new DERTaggedObject(true, 0, new DEROctetString(content)));
    ASN1EncodableVector signed = new ASN1EncodableVector();
    signed.add(new ASN1Integer(1));
    signed.add(new DERSet(digest));
    signed.add(new DERSequence(inner));
    signed.add(new DERTaggedObject(false, 0, new DERSet(new ASN1InputStream(certificate.getEncoded()).readObject())));
    signed.add(new DERSet(new DERSequence(signer)));
    ASN1EncodableVector outer = new ASN1EncodableVector();
    outer.add(GM_SIGNED_DATA);
    outer.add(new DERTaggedObject(true, 0, new DERSequence(signed)));
    return new DERSequence(outer).getEncoded(ASN1Encoding.DER);
  }

  private static byte[] token(X509Certificate tsa, PrivateKey key, byte[] imprint) throws Exception {
    DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
    DigestCalculator sm3 = digests.get(new AlgorithmIdentifier(GMObjectIdentifiers.sm3));
    ContentSigner signer = new JcaContentSignerBuilder("SM3withSM2").setProvider("BC").build(key);
    TimeStampTokenGenerator generator = new TimeStampTokenGenerator(
        new JcaSignerInfoGeneratorBuilder(digests).build(signer, tsa), sm3, new ASN1ObjectIdentifier("1.2.3.4.5"));
    generator.addCertificates(new JcaCertStore(Collections.singletonList(tsa)));
    TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
    requests.setCertReq(true);
    TimeStampRequest request = requests.generate(TSPAlgorithms.SM3, imprint);
    return generator.generate(request, BigInteger.valueOf(System.nanoTime()), new Date()).getEncoded();
  }
}
