#include "projection/input_text.h"

namespace varve::projection {

namespace {

constexpr char16_t kReplacement = 0xfffd;

bool isLineEnd(char16_t unit) {
    return (unit >= 0x0a && unit <= 0x0d) || unit == 0x85 || unit == 0x2028 || unit == 0x2029;
}

bool isControl(char16_t unit) {
    return unit < 0x20 || (unit >= 0x7f && unit < 0xa0);
}

}  // namespace

QString normalisedText(const QString& text) {
    QString result(text.size(), Qt::Uninitialized);
    const QChar* in = text.constData();
    QChar* out = result.data();
    const qsizetype size = text.size();
    for (qsizetype index = 0; index < size; ++index) {
        const char16_t unit = in[index].unicode();
        if (isLineEnd(unit)) {
            *out++ = u'\n';
            if (unit == u'\r' && index + 1 < size && in[index + 1] == u'\n') ++index;
        } else if (unit == u'\t' || (!isControl(unit) && !QChar::isSurrogate(unit))) {
            if (unit != QChar::ByteOrderMark || index != 0) *out++ = unit;
        } else if (QChar::isHighSurrogate(unit) && index + 1 < size && in[index + 1].isLowSurrogate()) {
            *out++ = unit;
            *out++ = in[++index];
        } else if (QChar::isSurrogate(unit)) {
            *out++ = kReplacement;
        }
    }
    result.truncate(out - result.constData());
    return result;
}

std::string toUtf8(const QString& text) {
    const QByteArray bytes = text.toUtf8();
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

std::uint32_t scalarCount(const QString& text) {
    std::uint32_t count = 0;
    for (const QChar unit : text)
        count += unit.isLowSurrogate() ? 0 : 1;
    return count;
}

}  // namespace varve::projection
