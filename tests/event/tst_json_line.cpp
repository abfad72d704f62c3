// A line of JSON taken apart: the same verdict and the same values as the tree that nlohmann-json makes of it, whatever
// the line is. SEED, OPERATIONS.
#include <QtTest>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "event/json_line.h"

using namespace varve;
using namespace varve::event;

namespace {

using Json = nlohmann::json;

bool isSame(const JsonValue& value, const Json& expected) {
    switch (value.kind) {
        case JsonKind::kNull:
            return expected.is_null();
        case JsonKind::kBoolean:
            return expected.is_boolean() && expected.get<bool>() == value.flag;
        case JsonKind::kUnsigned:
            return expected.is_number_unsigned() && expected.get<std::uint64_t>() == value.number;
        case JsonKind::kNegative:
            return expected.is_number_integer() && !expected.is_number_unsigned() &&
                   expected.get<std::int64_t>() == static_cast<std::int64_t>(value.number);
        case JsonKind::kFloat:
            return expected.is_number_float();
        case JsonKind::kText:
            return expected.is_string() && expected.get_ref<const std::string&>() == value.text;
        case JsonKind::kArray: {
            if (!expected.is_array() || expected.size() != value.size) return false;
            std::size_t index = 0;
            for (const JsonValue* element = value.begin(); element != value.end(); element = element->next()) {
                if (!isSame(*element, expected[index++])) return false;
            }
            return index == value.size;
        }
        case JsonKind::kObject: {
            // A name that stands there twice counts twice here and once in a tree.
            if (!expected.is_object() || expected.size() > value.size) return false;
            for (const auto& [name, member] : expected.items()) {
                const JsonValue* found = value.member(name);
                if (found == nullptr || !isSame(*found, member)) return false;
            }
            return value.member("no such name") == nullptr;
        }
    }
    return false;
}

/// Lines as they are written, and what is at the edges of JSON.
const std::vector<std::string> kLines = {
    R"({"format":"varve-events","version":1,"semantics":1,"document":"01234567-89ab-cdef-0123-456789abcdef"})",
    R"({"agent":"0000000a000000000000000000000000","user":"Ana \"A\"\n","device":"laptop","time":1763683200000})",
    R"({"id":["0a",0],"parents":[["0b",7],["0c",4294967295]],"time":-5,"op":{"type":"insert","offset":0,"text":"Hé\\\t"}})",
    R"({"id":["0a",3],"parents":[],"kind":"cut","joins":true,"op":{"type":"liveness","targets":[["0a",1,2]],"alive":false}})",
    R"({"a":1,"a":{"b":[null,true,false]},"a":"last","":[[],{}]})",
    R"([0,-0,18446744073709551615,18446744073709551616,9223372036854775808,-9223372036854775808,-9223372036854775809,1e3,1.5])",
    R"(["\u0041\u00e9\ud83d\ude00\u0000",""," ","\/"])",
    R"(["\ud83d"])",
    R"({"a":1e999})",
    R"("text")",
    R"( 17 )",
    "{\"a\":\"\xff\"}",
    R"({"a":1} {"b":2})",
    R"({"a":1,})",
    R"([1,2)",
    "",
    "\xef\xbb\xbf[]",
};

class Lines {
  public:
    explicit Lines(std::uint64_t seed) : m_random(seed) {}

    /// One of the lines with some bytes changed, left out, doubled or taken from another one.
    std::string next() {
        std::string line = kLines[m_random.below(static_cast<std::uint32_t>(kLines.size()))];
        for (std::uint32_t count = m_random.below(4); count > 0 && !line.empty(); --count)
            change(line);
        return line;
    }

  private:
    void change(std::string& line) {
        static constexpr std::string_view kBytes("{}[]\",:\\u0019eE+-.tfn \t\0\x80\xed\xf4", 26);
        const std::size_t place = m_random.below(static_cast<std::uint32_t>(line.size()));
        const std::string& other = kLines[m_random.below(static_cast<std::uint32_t>(kLines.size()))];
        switch (m_random.below(4)) {
            case 0:
                line[place] = kBytes[m_random.below(static_cast<std::uint32_t>(kBytes.size()))];
                break;
            case 1:
                line.erase(place, 1 + m_random.below(5));
                break;
            case 2:
                line.insert(place, line.substr(place / 2, 1 + m_random.below(20)));
                break;
            default:
                line.insert(place, other.substr(other.size() / 3, m_random.below(30)));
        }
    }

    Random m_random;
};

}  // namespace

class JsonLineTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void agreesWithATree() {
        const QByteArray seedText = qgetenv("SEED");
        const QByteArray countText = qgetenv("OPERATIONS");
        const std::uint64_t seed = seedText.isEmpty() ? 1 : seedText.toULongLong();
        const std::uint64_t count = countText.isEmpty() ? 40'000 : countText.toULongLong();
        qInfo("SEED=%llu OPERATIONS=%llu", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(count));
        Lines lines(seed);
        JsonLine json;
        std::uint64_t goodCount = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string line = i < kLines.size() ? kLines[i] : lines.next();
            const Json expected = Json::parse(line, nullptr, false);
            const JsonValue* value = json.parse(line);
            QVERIFY2((value == nullptr) == expected.is_discarded(), line.c_str());
            goodCount += value != nullptr ? 1 : 0;
            QVERIFY2(value == nullptr || isSame(*value, expected), line.c_str());
        }
        QVERIFY(goodCount > count / 20 && goodCount < count);
    }

    void depthNeedsNoStack() {
        constexpr std::size_t kDepth = 1'000'000;
        JsonLine json;
        QVERIFY(json.parse(std::string(kDepth, '[')) == nullptr);
        const JsonValue* value = json.parse(std::string(kDepth, '[') + std::string(kDepth, ']'));
        QVERIFY(value != nullptr);
        QCOMPARE(value->valueCount, kDepth);
    }
};

QTEST_GUILESS_MAIN(JsonLineTest)
#include "tst_json_line.moc"
