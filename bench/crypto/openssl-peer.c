/*
 * One measurement of OpenSSL through EVP, as an application would use it: SM2 with the default signer id and Z, SM3, SM4-CBC.
 * Usage: openssl-peer METRIC MILLISECONDS; prints operations (or octets) per second of CPU time.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char ID[] = "1234567812345678";
static unsigned char message[1 << 20];
static unsigned char output[(1 << 20) + 64];

static EVP_MD_CTX *begin(EVP_PKEY *key, EVP_PKEY_CTX **settings) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  *settings = EVP_PKEY_CTX_new(key, NULL);
  EVP_MD_CTX_set_pkey_ctx(context, *settings);
  EVP_PKEY_CTX_set1_id(*settings, ID, 16);
  return context;
}

static size_t sign_once(EVP_PKEY *key, unsigned char *signature) {
  EVP_PKEY_CTX *settings;
  EVP_MD_CTX *context = begin(key, &settings);
  size_t length = 128;
  if (EVP_DigestSignInit(context, NULL, EVP_sm3(), NULL, key) != 1) exit(2);
  if (EVP_DigestSign(context, signature, &length, message, 32) != 1) exit(2);
  EVP_MD_CTX_free(context);
  EVP_PKEY_CTX_free(settings);
  return length;
}

static void verify_once(EVP_PKEY *key, const unsigned char *signature, size_t length) {
  EVP_PKEY_CTX *settings;
  EVP_MD_CTX *context = begin(key, &settings);
  if (EVP_DigestVerifyInit(context, NULL, EVP_sm3(), NULL, key) != 1) exit(2);
  if (EVP_DigestVerify(context, signature, length, message, 32) != 1) exit(2);
  EVP_MD_CTX_free(context);
  EVP_PKEY_CTX_free(settings);
}

static void hash_once(size_t length) {
  unsigned int size;
  if (EVP_Digest(message, length, output, &size, EVP_sm3(), NULL) != 1) exit(2);
}

static void encrypt_once(EVP_CIPHER_CTX *cipher, const unsigned char *key) {
  int length;
  if (EVP_EncryptInit_ex(cipher, EVP_sm4_cbc(), NULL, key, key) != 1) exit(2);
  if (EVP_EncryptUpdate(cipher, output, &length, message, sizeof message) != 1) exit(2);
  if (EVP_EncryptFinal_ex(cipher, output + length, &length) != 1) exit(2);
}

int main(int count, char **arguments) {
  if (count != 3) return 1;
  const char *metric = arguments[1];
  double limit = atof(arguments[2]) / 1000;
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  unsigned char signature[128], secret[16] = "0123456789abcde";
  size_t length = sign_once(key, signature);
  double unit = 1, operations = 0, seconds = 0;
  clock_t start = clock();
  while (seconds < limit) {
    if (strcmp(metric, "sign") == 0) sign_once(key, signature);
    else if (strcmp(metric, "verify") == 0) verify_once(key, signature, length);
    else if (strcmp(metric, "sm3.1k") == 0) hash_once(1024), unit = 1024;
    else if (strcmp(metric, "sm3.1m") == 0) hash_once(1 << 20), unit = 1 << 20;
    else if (strcmp(metric, "sm4.cbc") == 0) encrypt_once(cipher, secret), unit = 1 << 20;
    else return 1;
    operations++;
    seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  }
  printf("%.3f\n", operations * unit / seconds);
  return 0;
}
