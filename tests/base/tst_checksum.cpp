// XXH3-64: known answers from the specification's reference implementation, so that another library would be noticed.
#include <QtTest>

#include "base/checksum.h"

using namespace varve;

class ChecksumTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void knownAnswers() {
        QCOMPARE(checksumOf(""), std::uint64_t{0x2d06800538d394c2});
        QCOMPARE(checksumOf("abc"), std::uint64_t{0x78af5f94892f3950});
    }
    void everyBitCounts() {
        Bytes bytes(1000, 'x');
        const std::uint64_t whole = checksumOf(bytes);
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
            QVERIFY(checksumOf(bytes) != whole);
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
        }
    }
};

QTEST_GUILESS_MAIN(ChecksumTest)
#include "tst_checksum.moc"
