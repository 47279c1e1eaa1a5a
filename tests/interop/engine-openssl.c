/*
 * OpenSSL's side of the bulk cross-check, through EVP. Reads records from standard input until it ends:
 *   private key (32) public key (65) message (32) signature (1 length, DER) ciphertext (2 length, DER)
 * and answers each with
 *   verdict of the signature (1) whether the ciphertext opened to the message (1) own signature (1 length, DER)
 *   own ciphertext (2 length, DER).
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char ID[] = "1234567812345678";

static void need(int condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "%s failed\n", what);
  exit(2);
}

static int read_octets(unsigned char *out, size_t length) {
  return fread(out, 1, length, stdin) == length;
}

static EVP_PKEY *key_of(const unsigned char *private_key, const unsigned char *public_key) {
  EVP_PKEY *key = NULL;
  BIGNUM *d = BN_secure_new();
  BN_bin2bn(private_key, 32, d);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0);
  OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, public_key, 65);
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, d);
  OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
  need(EVP_PKEY_fromdata_init(context) == 1 && EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, params) == 1, "key");
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(params);
  OSSL_PARAM_BLD_free(builder);
  BN_free(d);
  return key;
}

static int sign_or_verify(EVP_PKEY *key, const unsigned char *message, unsigned char *signature, size_t *length, int sign) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  EVP_PKEY_CTX *settings = EVP_PKEY_CTX_new(key, NULL);
  EVP_MD_CTX_set_pkey_ctx(context, settings);
  EVP_PKEY_CTX_set1_id(settings, ID, 16);
  int result;
  if (sign) {
    result = EVP_DigestSignInit(context, NULL, EVP_sm3(), NULL, key) == 1 && EVP_DigestSign(context, signature, length, message, 32) == 1;
  } else {
    result = EVP_DigestVerifyInit(context, NULL, EVP_sm3(), NULL, key) == 1 && EVP_DigestVerify(context, signature, *length, message, 32) == 1;
  }
  EVP_MD_CTX_free(context);
  EVP_PKEY_CTX_free(settings);
  return result;
}

int main(void) {
  unsigned char keys[97], previous[97] = {0}, message[32], signature[256], cipher[512], out[512], size[2];
  EVP_PKEY *key = NULL;
  while (read_octets(keys, 97)) {
    if (key == NULL || memcmp(keys, previous, 97) != 0) {
      EVP_PKEY_free(key);
      key = key_of(keys, keys + 32);
      memcpy(previous, keys, 97);
    }
    need(read_octets(message, 32) && read_octets(size, 1) && read_octets(signature, size[0]), "reading");
    size_t length = size[0];
    putchar(sign_or_verify(key, message, signature, &length, 0));
    need(read_octets(size, 2), "reading");
    length = (size[0] << 8) | size[1];
    need(length <= sizeof cipher && read_octets(cipher, length), "reading");
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    size_t opened = sizeof out;
    int good = EVP_PKEY_decrypt_init(context) == 1 && EVP_PKEY_decrypt(context, out, &opened, cipher, length) == 1 && opened == 32 &&
               memcmp(out, message, 32) == 0;
    putchar(good);
    length = sizeof signature;
    need(sign_or_verify(key, message, signature, &length, 1), "signing");
    putchar((int)length);
    fwrite(signature, 1, length, stdout);
    length = sizeof cipher;
    need(EVP_PKEY_encrypt_init(context) == 1 && EVP_PKEY_encrypt(context, cipher, &length, message, 32) == 1, "encryption");
    putchar((int)(length >> 8));
    putchar((int)(length & 255));
    fwrite(cipher, 1, length, stdout);
    EVP_PKEY_CTX_free(context);
  }
  EVP_PKEY_free(key);
  return 0;
}
