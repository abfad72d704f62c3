// BLAKE2b-256: known answers (computed with an independent implementation), and the chain as hash of both parts.
#include <QtTest>

#include "base/hash.h"

using namespace varve;

class HashTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void knownAnswers_data() {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("hex");
        QByteArray allBytes;
        for (int byte = 0; byte < 256; ++byte)
            allBytes.append(static_cast<char>(byte));
        QTest::newRow("empty") << QByteArray()
                               << QByteArray("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
        QTest::newRow("abc") << QByteArray("abc")
                             << QByteArray("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
        QTest::newRow("every byte, two blocks")
            << allBytes << QByteArray("39a7eb9fedc19aabc83425c6755dd90e6f9d0c804964a1f4aaeea3b9fb599835");
    }
    void knownAnswers() {
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, hex);
        const Hash hash = hashBytes(BytesView(data.constData(), static_cast<std::size_t>(data.size())));
        QCOMPARE(toHex(hashView(hash)), hex.toStdString());
    }

    void chainIsTheHashOfBothParts() {
        const Hash first = hashBytes("abc");
        QCOMPARE(toHex(hashView(hashChained(first, "def"))),
                 std::string("054cac0388d39be4f8f4e492c2149767a3fa58b5a261c60a15727356c0a2a440"));
        QVERIFY(hashChained(first, "def") == hashBytes(Bytes(hashView(first)) + "def"));
        QVERIFY(hashChained(first, "") != first);
    }

    void hexOfEveryNibble() {
        QCOMPARE(toHex(BytesView("\x00\x1f\xa9\xff", 4)), std::string("001fa9ff"));
        QCOMPARE(toHex(""), std::string());
    }
};

QTEST_GUILESS_MAIN(HashTest)
#include "tst_hash.moc"
